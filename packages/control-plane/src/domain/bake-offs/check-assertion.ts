import type { RehearsedCall } from '@jackfield/gateway-config';
import type { AssertionResult } from '../../schemas/bake-off.ts';
import type { Assertion } from '../../schemas/test-set.ts';
import { holdsAtLeast } from './holds-at-least.ts';
import { jsonSchemaCheck } from './json-schema-check.ts';
import { linearRegex } from './linear-regex.ts';

/** What an answer says and does. */
export interface Said {
  readonly text: string;
  readonly toolCalls: readonly RehearsedCall[];
}

export type PlainAssertion = Exclude<Assertion, { kind: 'judge' }>;

const shownMax = 300;

/** Judges all but what takes a model. Its time grows with the answer's length alone. */
export function checkAssertion(assertion: PlainAssertion, said: Said): AssertionResult {
  const reason = reasonAgainst(assertion, said);
  return {
    kind: assertion.kind,
    passed: reason === null,
    reason: (reason ?? '').slice(0, shownMax),
    score: null,
  };
}

/** `null` where it holds. */
function reasonAgainst(assertion: PlainAssertion, { text, toolCalls }: Said): string | null {
  switch (assertion.kind) {
    case 'contains':
      return contains(text, assertion) ? null : `It does not say “${assertion.text}”.`;
    case 'not_contains':
      return contains(text, assertion) ? `It says “${assertion.text}”.` : null;
    case 'regex': {
      const regex = linearRegex(assertion.pattern, assertion.ignoreCase);
      if (text.length > regex.charactersMax) return tooLong(regex.charactersMax);
      return regex.test(text) ? null : `It does not match ${assertion.pattern}.`;
    }
    case 'json_schema': {
      const check = jsonSchemaCheck(assertion.schema);
      if (text.length > check.charactersMax) return tooLong(check.charactersMax);
      const value = parsed(text);
      return value === undefined ? 'It is not JSON.' : check.reasonAgainst(value);
    }
    case 'tool_called':
      return reasonAgainstCalls(assertion, toolCalls);
  }
}

function tooLong(charactersMax: number): string {
  return `It is longer than the ${charactersMax} characters that this can be judged on.`;
}

function contains(
  text: string,
  {
    text: wanted,
    ignoreCase,
  }: { readonly text: string; readonly ignoreCase?: boolean | undefined },
): boolean {
  return ignoreCase === true
    ? text.toLowerCase().includes(wanted.toLowerCase())
    : text.includes(wanted);
}

function reasonAgainstCalls(
  { name, arguments: wanted }: Extract<Assertion, { kind: 'tool_called' }>,
  toolCalls: readonly RehearsedCall[],
): string | null {
  const calls = toolCalls.filter((call) => call.name === name);
  if (calls.length === 0) {
    const others = toolCalls.map((call) => call.name).join(', ');
    return others === ''
      ? `It called no tool, and ${name} was expected.`
      : `It called ${others}, and not ${name}.`;
  }
  if (wanted === undefined) return null;
  const holds = calls.some((call) => holdsAtLeast(parsed(call.arguments), wanted));
  return holds
    ? null
    : `It called ${name} with ${calls.map((call) => call.arguments).join(' and ')}.`;
}

/** `undefined` for what is no JSON. Models like to fence it. */
function parsed(text: string): unknown {
  const bare = /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/.exec(text)?.[1] ?? text;
  try {
    return JSON.parse(bare);
  } catch {
    return undefined;
  }
}
