import { expect, test } from 'vitest';
import { done, event } from '../../../test/fake-upstream.ts';
import { eventsOf, providerCall } from '../../../test/provider-call.ts';
import { openai } from './openai.ts';

const head = { status: 200, headers: { 'content-type': 'text/event-stream' } };
const usage = { prompt_tokens: 20, completion_tokens: 1, total_tokens: 21 };
const about = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' } as const;
const word = { index: 0, delta: { content: 'Hello' }, finish_reason: 'stop' } as const;
const stream = Buffer.from(
  event({ ...about, choices: [word], usage: null }) +
    event({ ...about, choices: [], usage }) +
    done,
);

test.each([undefined, { include_usage: false }])(
  'asks for a stream’s usage where the caller does not (%o), and gives the caller none',
  (asked) => {
    const request = asked === undefined ? {} : { stream_options: asked };
    const call = providerCall(request, { streaming: true, includeUsage: false });
    expect(JSON.parse(String(openai.toRequest(call).body))).toMatchObject({
      stream_options: { include_usage: true },
    });
    const decoder = openai.decodeStream(head, call);
    const events = eventsOf(decoder, stream);
    expect(events.map(({ chunk }) => chunk.choices)).toEqual([[word]]);
    expect(decoder.usage).toEqual(usage);
  },
);

test('gives usage in its own chunk to a caller who asks, and keeps the other options', () => {
  const stream_options = { include_usage: true, include_obfuscation: false };
  const call = providerCall({ stream_options }, { streaming: true, includeUsage: true });
  expect(JSON.parse(String(openai.toRequest(call).body))).toMatchObject({ stream_options });
  const events = eventsOf(openai.decodeStream(head, call), stream);
  expect(events.map(({ chunk }) => chunk.usage)).toEqual([null, usage]);
});

test('asks for none where the answer is whole', () => {
  const call = providerCall({}, { streaming: false });
  expect(JSON.parse(String(openai.toRequest(call).body))).not.toHaveProperty('stream_options');
});
