import type { Assertion } from '@jackfield/control-plane/rest-types';

/** What an assertion asks for, in a few words. */
export function assertionWords(assertion: Assertion): string {
  switch (assertion.kind) {
    case 'contains':
      return `says “${assertion.text}”`;
    case 'not_contains':
      return `does not say “${assertion.text}”`;
    case 'regex':
      return `matches ${assertion.pattern}`;
    case 'json_schema':
      return 'is JSON of its schema';
    case 'tool_called':
      return `calls ${assertion.name}${assertion.arguments === undefined ? '' : ' with its arguments'}`;
    case 'judge':
      return 'is judged by its rubric';
  }
}

export const assertionKinds: readonly {
  readonly value: Assertion['kind'];
  readonly label: string;
}[] = [
  { value: 'contains', label: 'Says' },
  { value: 'not_contains', label: 'Does not say' },
  { value: 'regex', label: 'Matches the pattern' },
  { value: 'json_schema', label: 'Is JSON of a schema' },
  { value: 'tool_called', label: 'Calls the tool' },
  { value: 'judge', label: 'Satisfies a judge' },
];
