import type { ZodError } from 'zod';
import type { FieldError } from '../problem-error.ts';
import { ProblemError } from '../problem-error.ts';

type Issue = ZodError['issues'][number];

/** Names every field that is wrong and what it should be, and repeats no value. */
export function validationProblem(error: ZodError, part: string, given: unknown): ProblemError {
  const errors = error.issues.flatMap((issue) => toFieldErrors(issue, given));
  const first = errors[0];
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const where = part === 'json' ? 'The body' : part === 'query' ? 'The query' : 'The path';
  const detail =
    first === undefined
      ? `${where} is not as it should be.`
      : `${where} is not as it should be: ${first.field === '' ? '' : `${first.field}: `}${first.message}${more}`;
  return new ProblemError(422, 'validation_failed', detail, { errors });
}

function toFieldErrors(issue: Issue, given: unknown): FieldError[] {
  const field = fieldName(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: fieldName([...issue.path, key.slice(0, 100)]),
      message: 'There is no such field here; leave it out.',
    }));
  }
  const missing = issue.path.length > 0 && valueAt(given, issue.path) === undefined;
  return [{ field, message: missing ? 'This field is required.' : issue.message }];
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined,
    given,
  );
}

/** `fallbacks[1].model` */
function fieldName(path: readonly PropertyKey[]): string {
  let name = '';
  for (const step of path) {
    name += typeof step === 'number' ? `[${step}]` : `${name === '' ? '' : '.'}${String(step)}`;
  }
  return name;
}
