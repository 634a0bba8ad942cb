import type { ChatMessage } from '@jackfield/chat-completions';
import { expect, test } from 'vitest';
import { conversationSet } from './conversation-set.ts';
import { settleToolCalls } from './settle-tool-calls.ts';
import { textOf } from './text-of.ts';

/** Each call's city with the text of the result that follows it. */
function settled(name: string): string[] {
  const messages: readonly ChatMessage[] = settleToolCalls(conversationSet[name] ?? []);
  return messages.flatMap(({ tool_calls: calls = [] }, position) =>
    (calls ?? []).map((call, index) => {
      const result = messages[position + 1 + index];
      expect(result).toMatchObject({ role: 'tool', tool_call_id: call.id });
      return `${call.function.arguments}: ${textOf(result?.content)}`;
    }),
  );
}

test('puts each result behind its call, in the calls’ order', () => {
  expect(settled('results in disorder')).toEqual([
    '{"city":"Paris"}: 18 degrees\n(and rain)',
    '{"city":"Rome"}: 24 degrees',
    '{"city":"Oslo"}: There is no result: the call was interrupted.',
  ]);
});

test('answers calls of one id in the order of their results', () => {
  expect(settled('ids used twice')).toEqual([
    '{"city":"Paris"}: 18 degrees',
    '{"city":"Rome"}: 24 degrees',
    '{"city":"Oslo"}: 3 degrees',
  ]);
});

test('makes the user’s words of a result that belongs to no call', () => {
  const said = settleToolCalls(conversationSet['results in disorder'] ?? [])
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content);
  expect(said).toContain('Result of a tool: A result of an earlier conversation');
  expect(said).toContain('Result of a tool: nobody asked for this');
});

test('makes tool calls of the older form', () => {
  expect(settled('the older form of calls')).toEqual(['{"city":"Paris"}: 18 degrees']);
});

test('leaves a conversation alone that is settled already', () => {
  const messages = conversationSet['tool calls of every vendor'] ?? [];
  expect(settleToolCalls(messages)).toEqual(messages);
});
