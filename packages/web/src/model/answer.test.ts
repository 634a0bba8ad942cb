import { expect, it } from 'vitest';
import type { Turn } from '@jackfield/control-plane/rest-types';
import { noAnswerYet, toMessage, withBody, withHead, withRecord, type Answer } from './answer.ts';

const streamed = withHead(noAnswerYet, {
  status: 200,
  headers: { 'content-type': 'text/event-stream; charset=utf-8' },
});

function chunk(delta: object, reason: string | null = null): string {
  return `data: ${JSON.stringify({ choices: [{ delta, finish_reason: reason }] })}\n\n`;
}

/** Given in two parts, cut after `at` characters. */
function cut(text: string, at: number): Answer {
  return withBody(withBody(streamed, text.slice(0, at), 100), text.slice(at), 250.4);
}

const spoken = `${chunk({ role: 'assistant' })}${chunk({ content: 'It is open. ' })}${chunk({ content: 'Until six' }, 'stop')}data: [DONE]\n\n`;

it('reads a stream alike wherever its parts were cut, and keeps its bytes', () => {
  for (let at = 0; at <= spoken.length; at += 1) {
    const answer = withRecord(cut(spoken, at), null);
    expect(answer).toMatchObject({
      text: 'It is open. Until six',
      finishReason: 'stop',
      failure: null,
    });
    expect(answer.raw).toBe(spoken);
  }
});

it('takes the first sentence’s time from the part that completes it', () => {
  const [before, after] = [spoken.indexOf('It is open'), spoken.length];
  expect(cut(spoken, before).firstSentenceMs).toBe(250);
  expect(cut(spoken, after).firstSentenceMs).toBe(100);
  expect(withBody(streamed, chunk({ content: 'Costs 3.50 euros' }), 1).firstSentenceMs).toBeNull();
});

it('puts a tool call together from its parts, and says it back as a message', () => {
  const call = (part: object): string => chunk({ tool_calls: [{ index: 0, ...part }] });
  const text = [
    call({ id: 'call_1', type: 'function', function: { name: 'book', arguments: '' } }),
    call({ function: { arguments: '{"at":' } }),
    call({ function: { arguments: '"8"}' } }),
    chunk({}, 'tool_calls'),
  ].join('');
  const answer = withRecord(cut(text, 70), null);
  const tool_calls = [
    { id: 'call_1', type: 'function', function: { name: 'book', arguments: '{"at":"8"}' } },
  ];
  expect(toMessage(answer)).toEqual({ role: 'assistant', content: null, tool_calls });
  expect(toMessage(noAnswerYet)).toBeNull();
});

it('tells an error before the answer, one in it, and a quiet end', () => {
  const refused = withBody(
    withHead(noAnswerYet, { status: 400, headers: { 'content-type': 'application/json' } }),
    '{"error":{"message":"No.","code":"invalid_value"}}',
    3,
  );
  const failureOf = (answer: Answer): unknown => withRecord(answer, null).failure;
  expect(failureOf(refused)).toEqual({ code: 'invalid_value', message: 'No.' });
  const inside = `${chunk({ content: 'Well' })}data: {"error":{"message":"Gone.","code":"cut"}}\n\n`;
  expect(failureOf(cut(inside, 9))).toEqual({ code: 'cut', message: 'Gone.' });
  expect(failureOf(cut(chunk({ content: 'Well' }), 9))).toMatchObject({
    code: 'stream_ended_early',
  });
  // Whoever has stopped it knows why it ended.
  const left = { outcome: 'left' } as Turn;
  expect(withRecord(cut(chunk({ content: 'Well' }), 9), left).failure).toBeNull();
});

it('reads an answer that came whole', () => {
  const head = { status: 200, headers: { 'content-type': 'application/json' } };
  const body = { choices: [{ message: { content: 'Yes.' }, finish_reason: 'stop' }] };
  const answer = withBody(withHead(noAnswerYet, head), JSON.stringify(body), 5);
  expect(withRecord(answer, null)).toMatchObject({ text: 'Yes.', finishReason: 'stop' });
});
