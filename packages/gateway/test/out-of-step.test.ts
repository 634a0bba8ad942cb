import { expect, test } from 'vitest';
import { helloCompletion } from './fake-upstream.ts';
import { hello, postTurn } from './post-turn.ts';
import { httpAnswer, startRawUpstream } from './raw-upstream.ts';
import { choice, configOf, modelAt, startGateway } from './start-gateway.ts';
import { until } from './until.ts';

const answer = httpAnswer(JSON.stringify(helloCompletion));
const unasked = httpAnswer(JSON.stringify({ ...helloCompletion, id: 'of-another-turn' }));

test.each([
  ['a second answer', answer + unasked],
  ['bytes behind its length', `${answer}{"and":"more"}`],
  ['a chunk size that is none', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n'],
])('a server that sends %s gets a socket for each turn from then on', async (_, bytes) => {
  let said = bytes;
  await using upstream = await startRawUpstream(({ socket }) => socket.write(said));
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  await postTurn(gateway, hello);
  await until(() => upstream.sockets[0]?.destroyed === true);
  const notices = gateway.logs.filter((line) => 'origin' in line);
  expect(notices).toMatchObject([{ origin: new URL(upstream.url).origin }]);

  said = answer;
  for (let turn = 0; turn < 3; turn += 1) {
    expect(await (await postTurn(gateway, hello)).json()).toEqual(helloCompletion);
  }
  expect(upstream.sockets).toHaveLength(4);
  expect(upstream.seen.slice(1).every(({ head }) => /^connection: close$/im.test(head))).toBe(true);
  // What it says behind these answers finds nobody, however late it comes.
  said = answer + unasked;
  await postTurn(gateway, hello);
  expect(await (await postTurn(gateway, hello)).json()).toEqual(helloCompletion);
  expect(gateway.logs.filter((line) => 'origin' in line)).toEqual(notices);
});

test('a server that only closes its sockets keeps them for more turns than one', async () => {
  let ends = true;
  await using upstream = await startRawUpstream(({ socket }) => {
    socket.write(answer);
    if (ends) socket.end();
  });
  await using gateway = await startGateway(configOf([choice(modelAt(upstream.url))]));
  await postTurn(gateway, hello);
  await until(() => upstream.sockets[0]?.destroyed === true);
  ends = false;
  await postTurn(gateway, hello);
  await postTurn(gateway, hello);
  expect(upstream.sockets).toHaveLength(2);
  expect(gateway.logs).toEqual([]);
});
