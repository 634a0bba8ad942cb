import { checkTree } from '../../http/json-body.ts';
import { validationProblem } from '../../http/validation-problem.ts';
import { ProblemError, type FieldError } from '../../problem-error.ts';
import { caseContentSchema, type CaseContent } from '../../schemas/test-set.ts';
import { caseErrors } from './case-errors.ts';

const errorsMax = 20;

/**
 * The cases of JSON Lines (https://jsonlines.org), each on a line of its own; empty lines are skipped.
 * `input` may stand for `messages`, as in OpenAI's evals.
 *
 * @throws ProblemError 422 that names the line and the field of each error, up to twenty.
 */
export function readJsonLines(text: string): CaseContent[] {
  const cases: CaseContent[] = [];
  const errors: FieldError[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '' || errors.length >= errorsMax) continue;
    const read = readLine(line);
    if ('errors' in read) {
      for (const { field, message } of read.errors) {
        errors.push({ field: `line ${index + 1}${field === '' ? '' : `: ${field}`}`, message });
      }
    } else cases.push(read.content);
  }
  const [first] = errors;
  if (first !== undefined) {
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    throw new ProblemError(
      422,
      'validation_failed',
      `${first.field}: ${first.message}${more} None of these cases was added.`,
      { errors: errors.slice(0, errorsMax) },
    );
  }
  return cases;
}

function readLine(line: string): { content: CaseContent } | { errors: readonly FieldError[] } {
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    return { errors: [{ field: '', message: 'This is not JSON.' }] };
  }
  try {
    checkTree(given);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { errors: error.extras.errors ?? [{ field: '', message: error.message }] };
  }
  const parsed = caseContentSchema.safeParse(withMessages(given));
  if (!parsed.success) {
    return { errors: validationProblem(parsed.error, 'json', given).extras.errors ?? [] };
  }
  const errors = caseErrors(parsed.data);
  return errors.length > 0 ? { errors } : { content: parsed.data };
}

function withMessages(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || !('input' in given)) return given;
  const { input, ...rest } = given;
  return { messages: input, ...rest };
}
