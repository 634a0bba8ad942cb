import { expect, test } from 'vitest';
import { capturedMax } from '../src/capture/capture-turn.ts';
import { chunk, event, sendJson, sendStream, startFakeUpstream } from './fake-upstream.ts';
import { eventsOf, hello, postTurn } from './post-turn.ts';
import { choice, configOf, modelAt, startGateway, upstreamCredential } from './start-gateway.ts';

const finished = `${chunk({}, 'stop')}data: [DONE]\n\n`;

function answer(message: object): object {
  return {
    id: 'c',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop' }],
  };
}

const call = (name: string, given: string) => ({
  id: 'call_1',
  type: 'function',
  function: { name, arguments: given },
});

test('nothing of what a turn says is in its record unless its agent captures', async () => {
  await using upstream = await startFakeUpstream();
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  const record = gateway.nextRecord();
  const said = { messages: [{ role: 'user', content: 'canary-of-a-prompt' }] };
  await (await postTurn(gateway, said)).text();
  expect((await record).captured).toBe(null);
  expect(JSON.stringify([await record, gateway.logs])).not.toContain('canary');
});

test('a whole answer is captured with the messages, masked', async () => {
  await using upstream = await startFakeUpstream((response) => {
    const content = `I echo ${upstreamCredential}. Mail sent to ada@example.com.`;
    sendJson(
      response,
      answer({ content, tool_calls: [call('book', '{"phone":"+442079460958"}')] }),
    );
  });
  const config = configOf([choice(modelAt(upstream.url))], { captures: true });
  await using gateway = await startGateway(config);
  const record = gateway.nextRecord();
  await (
    await postTurn(gateway, {
      messages: [
        { role: 'system', content: 'Be kind.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'My card is 4111 1111 1111 1111' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          ],
        },
        { role: 'assistant', content: null, tool_calls: [call('look', '{"for":"a@b.example"}')] },
        { role: 'tool', tool_call_id: 'call_1', content: 'Found.' },
      ],
    })
  ).text();
  expect((await record).captured).toEqual({
    messages: [
      { role: 'system', text: 'Be kind.' },
      { role: 'user', text: 'My card is [card number]\n[image_url]' },
      { role: 'assistant', text: 'look({"for":"[e-mail]"})' },
      { role: 'tool', text: 'Found.' },
    ],
    answer: 'I echo [secret]. Mail sent to [e-mail].\nbook({"phone":"[phone number]"})',
    cut: false,
  });
  // The caller is given what the model said.
  expect(upstream.seen[0]?.body['messages']).toMatchObject([{}, {}, {}, { content: 'Found.' }]);
});

test('a streamed answer is captured as the caller heard it', async () => {
  await using upstream = await startFakeUpstream((response) => {
    const pieces = ['Call 020 79', '46 0958', ' now.'].map((content) => chunk({ content }));
    const calls = [
      chunk({ tool_calls: [{ index: 0, ...call('book', '{"a"') }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }),
    ];
    sendStream(response, pieces.join('') + calls.join('') + finished);
  });
  const config = configOf([choice(modelAt(upstream.url))], { captures: true });
  await using gateway = await startGateway(config);
  const record = gateway.nextRecord();
  await eventsOf(await postTurn(gateway, { ...hello, stream: true }));
  expect((await record).captured).toMatchObject({
    answer: 'Call [phone number] now.\nbook({"a":1})',
    cut: false,
  });
});

test('of an answer that broke off and was gone on with, what was heard is captured once', async () => {
  await using first = await startFakeUpstream((response) => {
    sendStream(response, ['Hello there.', ' How'].map((content) => chunk({ content })).join(''));
  });
  await using second = await startFakeUpstream((response) => {
    sendStream(response, chunk({ content: ' I am well.' }) + finished);
  });
  const choices = [
    choice(modelAt(first.url)),
    choice(modelAt(second.url, { id: 'byom/second', continuesAnswers: true })),
  ];
  const config = configOf(choices, { captures: true, failover: { continueAfterCut: true } });
  await using gateway = await startGateway(config);
  const record = gateway.nextRecord();
  await eventsOf(await postTurn(gateway, { ...hello, stream: true }));
  const { captured, attempts } = await record;
  expect(attempts).toHaveLength(2);
  expect(captured?.answer.replaceAll(/\s+/g, ' ')).toBe('Hello there. I am well.');
});

test('of a turn that failed there is no answer', async () => {
  await using upstream = await startFakeUpstream((response) => {
    sendJson(response, { error: { message: 'Busy.' } }, 503);
  });
  const config = configOf([choice(modelAt(upstream.url))], { captures: true });
  await using gateway = await startGateway(config);
  const record = gateway.nextRecord();
  await (await postTurn(gateway, hello)).text();
  expect((await record).captured).toMatchObject({ answer: '', messages: [{ role: 'user' }] });
});

test('a long turn is cut to 64 kB, the oldest messages first, and nothing half masked', async () => {
  await using upstream = await startFakeUpstream();
  const config = configOf([choice(modelAt(upstream.url))], { captures: true });
  await using gateway = await startGateway(config);
  const mail = 'ada.lovelace@example.com, ';
  const record = gateway.nextRecord();
  const messages = [
    { role: 'user', content: 'the oldest' },
    { role: 'user', content: mail.repeat(20_000) },
    { role: 'user', content: 'the newest' },
  ];
  await (await postTurn(gateway, { messages })).text();
  const { captured } = await record;
  expect(captured?.cut).toBe(true);
  expect(captured?.messages.map(({ text }) => text.slice(0, 20))).toEqual([
    '[e-mail], [e-mail], ',
    'the newest',
  ]);
  const kept = JSON.stringify(captured);
  expect(kept).not.toContain('lovelace');
  expect(kept.length).toBeGreaterThan(40_000);
  expect(kept.length).toBeLessThan(capturedMax + 1_000);
});

/** What upstreams send for `tool_calls`, and what is kept of it. */
const oddCalls: readonly (readonly [unknown, string])[] = [
  [{}, ''],
  ['x', ''],
  [[null], ''],
  [[{}], ''],
  [[{ index: 0, function: null }], ''],
  [[{ index: 0, function: { name: { toString: 1 }, arguments: '{}' } }], '\n({})'],
  [[{ index: 0, function: { name: 'book', arguments: { a: 1 } } }], '\nbook({"a":1})'],
  [[null, { index: 1, function: { name: 'book', arguments: '{}' } }], '\nbook({})'],
];

test.each(oddCalls)('an answer with the tool calls %j is recorded whole', async (calls, kept) => {
  await using upstream = await startFakeUpstream((response) => {
    sendJson(response, answer({ content: 'Hi.', tool_calls: calls }));
  });
  const config = configOf([choice(modelAt(upstream.url))], { captures: true });
  await using gateway = await startGateway(config);
  const response = await postTurn(gateway, hello);
  expect(await response.json()).toMatchObject({ choices: [{ message: { tool_calls: calls } }] });
  expect(gateway.records).toMatchObject([
    { outcome: 'answered', captured: { answer: `Hi.${kept}` } },
  ]);
});

test.each(oddCalls)(
  'a stream with the tool calls %j is the same to its caller, captured or not',
  async (calls, kept) => {
    await using upstream = await startFakeUpstream((response) => {
      sendStream(response, chunk({ content: 'Hi.' }) + chunk({ tool_calls: calls }) + finished);
    });
    const heard: unknown[] = [];
    for (const captures of [false, true]) {
      const config = configOf([choice(modelAt(upstream.url))], { captures });
      await using gateway = await startGateway(config);
      const record = gateway.nextRecord();
      const response = await postTurn(gateway, { ...hello, stream: true });
      heard.push([response.status, await response.text(), (await record).outcome]);
      if (captures) expect((await record).captured?.answer).toBe(`Hi.${kept}`);
    }
    expect(heard[1]).toEqual(heard[0]);
    expect(heard[0]).toMatchObject([200, expect.any(String), 'answered']);
  },
);

test('a choice without delta is the same to its caller, captured or not', async () => {
  const bare = event({ choices: [{ index: 0, finish_reason: null }] });
  const bytes = chunk({ content: 'Hi.' }) + bare + finished;
  await using upstream = await startFakeUpstream((response) => sendStream(response, bytes));
  const config = configOf([choice(modelAt(upstream.url))], { captures: true });
  await using gateway = await startGateway(config);
  const record = gateway.nextRecord();
  const response = await postTurn(gateway, { ...hello, stream: true });
  expect(await response.text()).toBe(bytes);
  expect((await record).captured?.answer).toBe('Hi.');
});

test('messages of odd kinds, which are the upstream’s to judge, are recorded as far as they are text', async () => {
  await using upstream = await startFakeUpstream();
  const config = configOf([choice(modelAt(upstream.url))], { captures: true });
  await using gateway = await startGateway(config);
  const messages = [
    { role: 'user', content: 7 },
    { role: 'user', content: [null, { type: {} }, { type: 'text', text: 'Hi' }] },
    { role: 'assistant', content: { a: 1 }, refusal: {}, tool_calls: [null, {}] },
    { role: 'assistant', tool_calls: [null, call('look', '{}')] },
  ];
  const response = await postTurn(gateway, { messages });
  expect(response.status).toBe(200);
  await response.text();
  expect(gateway.records[0]?.captured?.messages).toEqual([
    { role: 'user', text: '' },
    { role: 'user', text: 'Hi' },
    { role: 'assistant', text: '' },
    { role: 'assistant', text: 'look({})' },
  ]);
});
