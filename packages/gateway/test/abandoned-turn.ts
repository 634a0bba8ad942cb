import { expect, test } from 'vitest';
import type { UpstreamHead } from '../src/providers/provider.ts';
import { startFakeUpstream, type Answer } from './fake-upstream.ts';
import { HandClock } from './hand-clock.ts';
import { eventsOf, hello, postTurn, textOf } from './post-turn.ts';
import { choice, configOf, modelAt, startGateway } from './start-gateway.ts';

export interface AbandonedTurn {
  /** One of the providers that the gateway knows. */
  readonly provider: string;
  readonly upstreamModel: string;
  readonly head: UpstreamHead;
  /** A whole streamed answer, what it says, and as much of it as the caller waits for. */
  readonly stream: Buffer;
  readonly text: string;
  readonly beginning: () => Buffer;
}

/**
 * The part of the provider contract that needs sockets: a caller who leaves in the middle of this
 * provider's answer, through the real gateway and over a real connection.
 */
export function abandonedTurn({
  provider,
  upstreamModel,
  head,
  stream,
  text,
  beginning,
}: AbandonedTurn): void {
  const sends =
    (bytes: Buffer, ends: boolean): Answer =>
    (response) => {
      response.writeHead(head.status, { ...head.headers });
      if (ends) response.end(bytes);
      else response.write(bytes);
    };

  test('closes the upstream and leaves the next turn its whole answer', async () => {
    await using upstream = await startFakeUpstream(sends(beginning(), false));
    const model = modelAt(upstream.url, { id: `${provider}/model`, provider, upstreamModel });
    // With a clock that stands still no deadline closes it instead.
    await using gateway = await startGateway(configOf([choice(model)]), new HandClock());
    const record = gateway.nextRecord();
    const leaving = new AbortController();
    const streamed = { ...hello, stream: true };
    const response = await postTurn(gateway, streamed, { signal: leaving.signal });
    // The head comes with the first token, not before.
    expect(response.status).toBe(200);
    leaving.abort();
    await upstream.seen[0]?.closed;
    expect(await record).toMatchObject({
      outcome: 'left',
      errorCode: null,
      firstTokenMs: expect.any(Number),
    });

    upstream.answer = sends(stream, true);
    const events = await eventsOf(await postTurn(gateway, streamed));
    expect(textOf(events)).toBe(text);
    expect(events.at(-1)).toBe('[DONE]');
    expect(upstream.seen).toHaveLength(2);
  });
}
