import type { Assertion, CaseContent, TestCase } from '@jackfield/control-plane/rest-types';

/** An assertion as it is typed: JSON is text until it is sent. */
export interface AssertionDraft {
  readonly key: number;
  readonly kind: Assertion['kind'];
  /** The text, the pattern, the tool's name, the rubric. */
  readonly text: string;
  /** The schema, or the arguments. */
  readonly json: string;
  readonly ignoreCase: boolean;
  /** What is not shown here and has to stay. */
  readonly minScore: number | null;
}

export interface CaseDraft {
  readonly name: string;
  readonly said: string;
  readonly ideal: string;
  readonly assertions: readonly AssertionDraft[];
}

export function toCaseDraft(before: TestCase | null): CaseDraft {
  const last = before?.messages.at(-1);
  const content = last?.['content'];
  return {
    name: before?.name ?? '',
    said: typeof content === 'string' ? content : '',
    ideal: before?.ideal ?? '',
    assertions: (before?.assertions ?? []).map(toAssertionDraft),
  };
}

export function newAssertion(key: number): AssertionDraft {
  return { key, kind: 'contains', text: '', json: '', ignoreCase: true, minScore: null };
}

function toAssertionDraft(assertion: Assertion, key: number): AssertionDraft {
  const draft = { ...newAssertion(key), kind: assertion.kind, ignoreCase: false };
  switch (assertion.kind) {
    case 'contains':
    case 'not_contains':
      return { ...draft, text: assertion.text, ignoreCase: assertion.ignoreCase ?? false };
    case 'regex':
      return { ...draft, text: assertion.pattern, ignoreCase: assertion.ignoreCase ?? false };
    case 'json_schema':
      return { ...draft, json: JSON.stringify(assertion.schema, null, 2) };
    case 'tool_called': {
      const { arguments: wanted } = assertion;
      const json = wanted === undefined ? '' : JSON.stringify(wanted, null, 2);
      return { ...draft, text: assertion.name, json };
    }
    case 'judge':
      return { ...draft, text: assertion.rubric, minScore: assertion.minScore ?? null };
  }
}

/** The case to send, or what is wrong with a field, by its name. */
export function fromCaseDraft(
  draft: CaseDraft,
  before: TestCase | null,
): { content: CaseContent } | { errors: ReadonlyMap<string, string> } {
  const errors = new Map<string, string>();
  const last = before?.messages.at(-1);
  const isText = last === undefined || typeof last['content'] === 'string';
  if (isText && draft.said.trim() === '') errors.set('said', 'Say what the caller says.');
  const assertions = draft.assertions.map((one, index): Assertion => {
    const json = (): Record<string, unknown> => {
      const read = readObject(one.json);
      if (read === null) errors.set(`assertions[${index}]`, 'Write one JSON object.');
      return read ?? {};
    };
    const { text, ignoreCase } = one;
    switch (one.kind) {
      case 'contains':
      case 'not_contains':
        return { kind: one.kind, text, ignoreCase };
      case 'regex':
        return { kind: one.kind, pattern: text, ignoreCase };
      case 'json_schema':
        return { kind: one.kind, schema: json() };
      case 'tool_called':
        return { kind: one.kind, name: text, ...(one.json.trim() && { arguments: json() }) };
      case 'judge':
        return {
          kind: one.kind,
          rubric: text,
          ...(one.minScore === null ? {} : { minScore: one.minScore }),
        };
    }
  });
  if (errors.size > 0) return { errors };
  const { id: _id, position: _position, ...kept } = before ?? { id: '', position: 0, messages: [] };
  const messages = isText
    ? [
        ...kept.messages.slice(0, -1),
        { ...(last ?? { role: 'user' as const }), content: draft.said },
      ]
    : kept.messages;
  const { name: _name, ideal: _ideal, ...rest } = kept;
  return {
    content: {
      ...rest,
      messages,
      ...(draft.name.trim() && { name: draft.name.trim() }),
      ...(draft.ideal.trim() && { ideal: draft.ideal }),
      assertions,
    },
  };
}

function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
