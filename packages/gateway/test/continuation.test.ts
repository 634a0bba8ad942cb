import { expect, test } from 'vitest';
import { chunk, sendJson, sendStream, startFakeUpstream } from './fake-upstream.ts';
import { eventsOf, hello, postTurn, textOf } from './post-turn.ts';
import { choice, configOf, modelAt, startGateway } from './start-gateway.ts';

const brokenOff = ['Hello there.', ' How'].map((content) => chunk({ content })).join('');

test('an answer is never begun anew behind one that broke off, however the next model fails', async () => {
  await using first = await startFakeUpstream((response) => {
    sendStream(response, brokenOff);
  });
  await using second = await startFakeUpstream((response) => {
    sendJson(response, { error: { message: 'Busy.' } }, 503);
  });
  const choices = [
    choice(modelAt(first.url)),
    choice(modelAt(second.url, { id: 'byom/second', continuesAnswers: true })),
    choice(modelAt(second.url, { id: 'byom/third' })),
  ];
  const failover = { retry: true, continueAfterCut: true };
  await using gateway = await startGateway(configOf(choices, { failover }));
  const record = gateway.nextRecord();
  const events = await eventsOf(await postTurn(gateway, { ...hello, stream: true }));
  expect(textOf(events).trim()).toBe('Hello there.');
  expect(events.at(-1)).toMatchObject({ error: { delivered_characters: expect.any(Number) } });
  expect(await record).toMatchObject({
    outcome: 'failed',
    attempts: [
      { model: 'byom/con_test', cause: 'choice' },
      { model: 'byom/second', cause: 'continuation' },
      { model: 'byom/second', cause: 'retry' },
    ],
    skipped: [{ model: 'byom/third', reason: 'not_wanted' }],
  });
  expect(second.seen).toHaveLength(2);
  for (const { body } of second.seen) {
    expect(body['messages']).toMatchObject([{}, { role: 'assistant', content: 'Hello there.' }]);
  }
});

test('only a model that goes on with an answer is given it as the last message', async () => {
  await using first = await startFakeUpstream((response) => {
    sendStream(response, brokenOff);
  });
  await using second = await startFakeUpstream((response) => {
    sendJson(response, { error: { message: 'Busy.' } }, 503);
  });
  const goesOn = { id: 'anthropic/second', provider: 'anthropic', continuesAnswers: true };
  const choices = [choice(modelAt(first.url)), choice(modelAt(second.url, goesOn))];
  const failover = { continueAfterCut: true };
  await using gateway = await startGateway(configOf(choices, { failover }));
  await eventsOf(await postTurn(gateway, { ...hello, stream: true }));
  expect(second.seen[0]?.body['messages']).toMatchObject([
    { role: 'user' },
    { role: 'assistant', content: [{ type: 'text', text: 'Hello there.' }] },
  ]);
});
