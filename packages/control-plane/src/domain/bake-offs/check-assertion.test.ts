import { describe, expect, it } from 'vitest';
import type { PlainAssertion, Said } from './check-assertion.ts';
import { checkAssertion } from './check-assertion.ts';
import { linearRegex } from './linear-regex.ts';

const said = (text: string, toolCalls: Said['toolCalls'] = []): Said => ({ text, toolCalls });
const held = (assertion: PlainAssertion, answer: Said) => checkAssertion(assertion, answer).passed;

describe('what an answer says', () => {
  it('is compared to the letter, unless case is to be ignored', () => {
    expect(held({ kind: 'contains', text: 'Room 12' }, said('It is room 12.'))).toBe(false);
    const ignoring = { kind: 'contains', text: 'Room 12', ignoreCase: true } as const;
    expect(held(ignoring, said('It is room 12.'))).toBe(true);
    expect(held({ kind: 'not_contains', text: 'sorry' }, said('So sorry'))).toBe(false);
  });

  it('is matched by RE2, also where a backtracking engine would take for ever', () => {
    const assertion = { kind: 'regex', pattern: '^(a+)+$' } as const;
    expect(held(assertion, said('a'.repeat(20_000)))).toBe(true);
    expect(checkAssertion(assertion, said(`${'a'.repeat(20_000)}b`))).toEqual({
      kind: 'regex',
      passed: false,
      reason: 'It does not match ^(a+)+$.',
      score: null,
    });
  });

  it('is not matched where pattern and text together would take long', () => {
    expect(() => linearRegex('(a?){900}[b-c]$')).toThrow('too large');
    const { charactersMax } = linearRegex('(?:a{1,5}){1,5}[b-c]$');
    const assertion = { kind: 'regex', pattern: '(?:a{1,5}){1,5}[b-c]$' } as const;
    expect(checkAssertion(assertion, said('a'.repeat(charactersMax + 1))).reason).toContain(
      'longer than',
    );
    expect(held(assertion, said(`${'a'.repeat(charactersMax - 1)}b`))).toBe(true);
  });

  it('is judged as JSON, fenced or not', () => {
    const schema = {
      type: 'object',
      properties: { room: { type: 'integer' } },
      required: ['room'],
    };
    const assertion = { kind: 'json_schema', schema } as const;
    expect(held(assertion, said('{"room": 12}'))).toBe(true);
    expect(held(assertion, said('```json\n{"room": 12}\n```'))).toBe(true);
    expect(checkAssertion(assertion, said('{"room": "12"}')).reason).toBe(
      'The answer/room must be integer',
    );
    expect(checkAssertion(assertion, said('Room 12')).reason).toBe('It is not JSON.');
  });
});

describe('what an answer calls', () => {
  const calls = [{ name: 'book', arguments: '{"room":12,"guest":{"name":"Ada","age":36}}' }];
  it('holds the arguments that are asked for, and may hold more', () => {
    const assertion = (wanted: Record<string, unknown>) =>
      ({ kind: 'tool_called', name: 'book', arguments: wanted }) as const;
    expect(held(assertion({ guest: { name: 'Ada' } }), said('', calls))).toBe(true);
    expect(held(assertion({ guest: { name: 'Bob' } }), said('', calls))).toBe(false);
    expect(held(assertion({ toString: {} }), said('', calls))).toBe(false);
    expect(held({ kind: 'tool_called', name: 'book' }, said('', calls))).toBe(true);
  });

  it('says what was called instead', () => {
    const assertion = { kind: 'tool_called', name: 'cancel' } as const;
    expect(checkAssertion(assertion, said('', calls)).reason).toBe(
      'It called book, and not cancel.',
    );
  });
});
