import { expect, it } from 'vitest';
import { RunningExchange, type Exchange } from './exchange.ts';
import { ServerClosed } from './transport-errors.ts';

// Holds: an exchange that isn't aborted, paused or resumed asks nothing of it.
const connection = {} as Exchange;

it('sends a request again on up to three sockets that were closed, and then says that it failed', async () => {
  const told: string[] = [];
  const exchange = new RunningExchange(
    {
      onConnected: () => told.push('connected'),
      onDisconnected: () => told.push('disconnected'),
      onHead: () => told.push('head'),
      onData: () => told.push('data'),
      onEnd: () => told.push('end'),
      onFailed: (error) => told.push(error.message),
    },
    () => told.push('sent again'),
  );
  for (let socket = 0; socket < 4; socket += 1) {
    exchange.takenBy(connection, false);
    exchange.onWriting();
    exchange.onBroken(new ServerClosed());
    await Promise.resolve();
  }
  const again = ['connected', 'disconnected', 'sent again'];
  expect(told).toEqual([...again, ...again, ...again, 'connected', 'other side closed']);
});
