import { ProblemError, type FieldError } from '../../problem-error.ts';
import type { CaseContent } from '../../schemas/test-set.ts';
import { jsonSchemaCheck } from './json-schema-check.ts';
import { linearRegex } from './linear-regex.ts';

const charactersMax = 100_000;

/** What is wrong with a case beyond what its schema says, so that no bake-off finds it out. */
export function caseErrors(content: CaseContent): FieldError[] {
  const errors = (content.assertions ?? []).flatMap((assertion, index): FieldError[] => {
    const at = (name: string): string => `assertions[${index}].${name}`;
    if (assertion.kind === 'regex') {
      return refusal(at('pattern'), () => linearRegex(assertion.pattern));
    }
    if (assertion.kind === 'json_schema') {
      return refusal(at('schema'), () => jsonSchemaCheck(assertion.schema));
    }
    return [];
  });
  if (JSON.stringify(content).length > charactersMax) {
    const message = `It is longer than ${charactersMax} characters as JSON. Shorten it.`;
    errors.push({ field: 'messages', message });
  }
  return errors;
}

/** @throws ProblemError 422 that names every field in the way. */
export function needSoundCases(cases: readonly CaseContent[]): void {
  const errors = cases.flatMap((content, index) =>
    caseErrors(content).map(({ field, message }) => ({
      field: cases.length === 1 ? field : `cases[${index}].${field}`,
      message,
    })),
  );
  const [first] = errors;
  if (first === undefined) return;
  throw new ProblemError(422, 'validation_failed', `${first.field}: ${first.message}`, { errors });
}

function refusal(field: string, compile: () => unknown): FieldError[] {
  try {
    compile();
    return [];
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return [{ field, message: `It can't be used: ${words.slice(0, 300)}` }];
  }
}
