import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { HttpCaller } from './http-caller.ts';

const head = { revision: 1, model: 'openai/gpt-4o', attempts: 1, dropped: [], story: [] };

test('who writes much within one round is told to wait, and hears when it was sent, whole', async () => {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // Holds: it listens on a port.
  const { port } = server.address() as AddressInfo;
  const sent = request({ port, host: '127.0.0.1' }).end();
  // Holds for both: it is what Node gives with these events.
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  const caller = new HttpCaller(response, 'req_1');
  const drained = new Promise<void>((resolve) => caller.onDrain(resolve));
  const events = 'x'.repeat(40_000);
  caller.begin(head);
  expect(caller.write(events)).toBe(true);
  expect(caller.write(events)).toBe(false);
  const [answer] = (await once(sent, 'response')) as [AsyncIterable<Buffer>];
  await drained;
  expect(caller.write('the end')).toBe(true);
  caller.end();
  let heard = '';
  for await (const part of answer) heard += part.toString();
  expect(heard).toBe(`${events}${events}the end`);
  server.close();
});
