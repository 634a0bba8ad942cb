import { expect, it } from 'vitest';
import { noAnswerYet } from '../../../model/answer.ts';
import type { ChatMessage } from '../../../model/chat-message.ts';
import { toExchanges, toMessages, type Exchange } from './use-conversation.ts';

const tool_calls = [
  { id: 'call_1', type: 'function' as const, function: { name: 'book', arguments: '{}' } },
];
const said: ChatMessage[] = [
  { role: 'user', content: 'Book me a table.' },
  { role: 'assistant', content: null, tool_calls },
  { role: 'tool', tool_call_id: 'call_1', content: 'booked' },
  { role: 'assistant', content: 'Done.' },
];

it('says a conversation that came with a link back as it was', () => {
  expect(toMessages(toExchanges(said))).toEqual(said);
  expect(toExchanges(said).map(({ asked }) => asked)).toEqual([[said[0]], [said[2]]]);
});

it('leaves out what was never answered, but never the result that a call waits for', () => {
  const failed = (asked: ChatMessage): Exchange => ({
    id: 9,
    asked: [asked],
    request: null,
    answer: { ...noAnswerYet, over: true },
    state: 'done',
  });
  const begun = toExchanges(said.slice(0, 2));
  const result: ChatMessage = { role: 'tool', tool_call_id: 'call_1', content: 'booked' };
  expect(toMessages([...begun, failed(result)])).toEqual([...said.slice(0, 2), result]);
  expect(toMessages([...begun, failed({ role: 'user', content: 'Hello?' })])).toEqual(
    said.slice(0, 2),
  );
});
