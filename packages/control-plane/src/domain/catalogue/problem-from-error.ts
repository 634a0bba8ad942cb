import type { z } from 'zod';
import type { CatalogueProblem } from './catalogue-problem.ts';
import type { FieldPath, YamlFile } from './read-yaml-file.ts';

type Issue = z.core.$ZodIssue;

/**
 * The first thing that is wrong in a file, at its place and in the operator's words. A value is
 * never repeated: somebody may have put a key where a name belongs.
 *
 * `within` is where in the file the checked value stands; `hint` is said after the problem.
 */
export function problemFromError(
  file: YamlFile,
  error: z.ZodError,
  found: unknown,
  within: FieldPath = [],
  hint = '',
): CatalogueProblem {
  const issue = firstToTell(error.issues, found);
  if (issue === undefined) return file.problemAt(within, 'is not a valid entry');
  const extra = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const what = said(issue, valueAt(found, issue));
  return file.problemAt([...within, ...issue.path, ...extra], what + hint);
}

/** A misspelt name comes before the field that is missing because of it. */
function firstToTell(issues: readonly Issue[], found: unknown): Issue | undefined {
  const [first] = issues;
  if (first === undefined || valueAt(found, first) !== undefined) return first;
  return issues.find(({ code }) => code === 'unrecognized_keys') ?? first;
}

function said(issue: Issue, value: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    return 'no field of that name is known; the fields are listed in catalog/README.md';
  }
  if (issue.code === 'custom') return issue.message;
  const expected = expectation(issue);
  if (expected === null) return issue.message;
  return value === undefined
    ? `expected ${expected}, but it is missing`
    : `expected ${expected}, found ${kindOf(value, issue)}`;
}

/** What the field takes, or `null` where the issue's own message says it. */
function expectation(issue: Issue): string | null {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'invalid_format':
      if (issue.format === 'date') return 'a date such as 2026-10-23';
      if (issue.format === 'url') return 'a web address such as https://example.com/models';
      return null;
    case 'too_small':
      if (issue.origin === 'string') return 'some text';
      if (issue.origin === 'array') return `a list of at least ${issue.minimum}`;
      return `a number ${issue.inclusive === false ? 'above' : 'of at least'} ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string') return `at most ${issue.maximum} characters`;
      if (issue.origin === 'array') return `a list of at most ${issue.maximum}`;
      return `a number of at most ${issue.maximum}`;
    default:
      return null;
  }
}

const typeNames: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of fields',
};

function oneOf(values: readonly string[]): string {
  const last = values.at(-1) ?? '';
  return values.length < 2 ? last : `${values.slice(0, -1).join(', ')} or ${last}`;
}

function kindOf(value: unknown, { code }: Issue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map of fields';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isInteger(value) ? 'a whole number' : 'a number';
  if (value === '') return 'an empty string';
  return code === 'invalid_value' || code === 'invalid_format' ? 'other text' : 'a string';
}

function valueAt(found: unknown, issue: Issue): unknown {
  let value = found;
  for (const step of issue.path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, step)?.value;
  }
  return value;
}
