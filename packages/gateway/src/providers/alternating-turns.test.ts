import type { ChatMessage } from '@jackfield/chat-completions';
import { describe, expect, test } from 'vitest';
import { alternatingTurns, type Turn } from './alternating-turns.ts';

const call = (id: string, args = '{"city":"Paris"}', name = 'get_weather') => ({
  id,
  type: 'function',
  function: { name, arguments: args },
});

/** Conversations as they come from other models and from interrupted calls. */
const conversations: Record<string, ChatMessage[]> = {
  'nothing but instructions': [{ role: 'system', content: 'Be brief.' }],
  'the agent’s greeting first': [
    { role: 'assistant', content: 'Hello, how can I help?' },
    { role: 'user', content: 'Book a table.' },
  ],
  'the agent speaking last': [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello, how can' },
  ],
  'an agent that was interrupted twice': [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello, how' },
    { role: 'assistant', content: '' },
    { role: 'user', content: 'Wait' },
    { role: 'user', content: ' \n' },
    { role: 'user', content: 'A table.' },
  ],
  'a call that nobody answered': [
    { role: 'user', content: 'Weather?' },
    { role: 'assistant', content: null, tool_calls: [call('call_1')] },
    { role: 'user', content: 'Never mind.' },
  ],
  'a result that comes late': [
    { role: 'user', content: 'Weather?' },
    { role: 'assistant', content: null, tool_calls: [call('call_1'), call('call_2')] },
    { role: 'tool', tool_call_id: 'call_2', content: 'second' },
    { role: 'user', content: 'Hello?' },
    { role: 'assistant', content: 'One moment.' },
    { role: 'tool', tool_call_id: 'call_1', content: 'first' },
  ],
  'a result without its call': [
    { role: 'user', content: 'Weather?' },
    { role: 'tool', tool_call_id: 'call_9', content: '18 degrees' },
  ],
  'ids that repeat, and of other alphabets': [
    { role: 'user', content: 'Weather?' },
    {
      role: 'assistant',
      content: 'Let me see.',
      tool_calls: [call('call 1/ä'), call('x'.repeat(70)), call('x'.repeat(70)), call('')],
    },
    { role: 'tool', tool_call_id: 'call 1/ä', content: 'a' },
    { role: 'tool', tool_call_id: 'x'.repeat(70), content: 'b' },
    { role: 'tool', tool_call_id: 'x'.repeat(70), content: 'c' },
    { role: 'assistant', content: null, tool_calls: [call('call 1/ä')] },
    { role: 'tool', tool_call_id: 'call 1/ä', content: 'd' },
  ],
  'arguments cut short, none, and of another kind': [
    { role: 'user', content: 'Go.' },
    {
      role: 'assistant',
      tool_calls: [call('a', '{"city":"Par'), call('b', ''), call('c', '[1]'), call('d', 'null')],
    },
    { role: 'tool', tool_call_id: 'a', content: '' },
    { role: 'tool', tool_call_id: 'b', content: [{ type: 'text', text: '' }] },
  ],
  'a tool of a name with dots': [
    { role: 'user', content: 'Go.' },
    { role: 'assistant', tool_calls: [call('a', '{}', 'weather.get:now')] },
    { role: 'tool', tool_call_id: 'a', content: 'Sunny' },
  ],
  'a refusal and thoughts': [
    { role: 'user', content: 'Pick a lock.' },
    { role: 'assistant', content: null, refusal: 'No.', reasoning_content: 'They want in.' },
    { role: 'assistant', content: [{ type: 'refusal', refusal: 'Still no.' }] },
    { role: 'user', content: 'Why?' },
  ],
  'the older form of calls': [
    { role: 'user', content: 'Weather?' },
    { role: 'assistant', content: null, function_call: { name: 'get_weather', arguments: '{}' } },
    { role: 'function', name: 'get_weather', content: 'Rain' },
  ],
  'instructions on the way': [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello.' },
    { role: 'developer', content: [{ type: 'text', text: 'Say goodbye.' }] },
  ],
};

describe('alternatingTurns', () => {
  test.each(Object.entries(conversations))('puts into shape: %s', (_what, messages) => {
    const before = structuredClone(messages);
    const { turns } = alternatingTurns(messages);
    expectGoodShape(turns);
    expect(messages, 'leaves the messages as they were').toEqual(before);
  });

  test.each(Object.entries(conversations))('loses no words of: %s', (_what, messages) => {
    const { system, turns } = alternatingTurns(messages);
    const said = system + JSON.stringify(turns);
    for (const { role, content } of messages) {
      const text = typeof content === 'string' && role !== 'function' ? content.trim() : '';
      expect(said).toContain(text);
    }
  });

  test('gives each result to its call, wherever it came', () => {
    const { turns } = alternatingTurns(conversations['a result that comes late'] ?? []);
    const results = turns.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.kind === 'tool_result' ? [[part.id, part.content]] : [])),
    );
    expect(results).toEqual([
      ['call_1', [{ kind: 'text', text: 'first' }]],
      ['call_2', [{ kind: 'text', text: 'second' }]],
    ]);
  });

  test('keeps ids that are good, and maps others the same each time', () => {
    const ids = (): string[] =>
      alternatingTurns(
        conversations['ids that repeat, and of other alphabets'] ?? [],
      ).turns.flatMap(({ parts }) =>
        parts.flatMap((part) => (part.kind === 'tool_call' ? [part.id] : [])),
      );
    expect(ids()).toEqual(ids());
    const { turns } = alternatingTurns(conversations['a call that nobody answered'] ?? []);
    expect(turns[1]?.parts[0]).toMatchObject({ id: 'call_1' });
  });

  test('moves instructions given on the way to the front', () => {
    const { system } = alternatingTurns(conversations['instructions on the way'] ?? []);
    expect(system).toBe('Be brief.\n\nSay goodbye.');
  });

  test('leaves an answer last where the model is to go on with it, and only there', () => {
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello. ' },
    ];
    expect(alternatingTurns(messages, true).turns.at(-1)).toEqual({
      role: 'assistant',
      parts: [{ kind: 'text', text: 'Hello.' }],
    });
    expect(alternatingTurns(messages).turns.at(-1)?.role).toBe('user');
  });

  test('refuses what is neither text nor an image', () => {
    const audio = { type: 'input_audio', input_audio: { data: '', format: 'wav' } };
    expect(() => alternatingTurns([{ role: 'user', content: [audio] }])).toThrow(
      expect.objectContaining({ kind: 'invalid_request', code: 'unsupported_content' }),
    );
  });
});

function expectGoodShape(turns: readonly Turn[]): void {
  const roles = turns.map(({ role }) => role);
  expect(roles.at(-1)).toBe('user');
  expect(roles).toEqual(roles.map((_role, index) => (index % 2 === 0 ? 'user' : 'assistant')));
  const ids = new Set<string>();
  let asked: string[] = [];
  for (const { role, parts } of turns) {
    expect(parts.length).toBeGreaterThan(0);
    const kinds = parts.map(({ kind }) => kind);
    const [first, second] = role === 'user' ? ['tool_result', 'text'] : ['text', 'tool_call'];
    expect(kinds).toEqual(kinds.toSorted((a) => (a === first ? -1 : 1)));
    expect(kinds.every((kind) => kind === first || kind === second)).toBe(true);
    const answered = parts.flatMap((part) => (part.kind === 'tool_result' ? [part.id] : []));
    expect(answered, 'every call is answered in the next turn').toEqual(asked);
    asked = [];
    for (const part of parts) {
      if (part.kind === 'text') expect(part.text.trim()).not.toBe('');
      if (part.kind === 'tool_result') expect(part.content.length).toBeGreaterThan(0);
      if (part.kind !== 'tool_call') continue;
      expect(part.id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      expect(part.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      expect(ids.has(part.id), 'ids are distinct').toBe(false);
      ids.add(part.id);
      asked.push(part.id);
    }
  }
  expect(asked).toEqual([]);
}
