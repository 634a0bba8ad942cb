import {
  Collector,
  doneEvent,
  type ChatCompletionRequest,
  type ChunkDelta,
} from '@jackfield/chat-completions';
import type { Caller } from './caller.ts';
import { ChunkEvents, type Envelope } from './chunk-events.ts';
import type { Clock } from './clock.ts';
import { Composition, type Ending, type Say } from './compose.ts';
import type { Reply, ReplyContext } from './reply.ts';
import { StopText } from './stop-text.ts';
import { TokenBudget } from './token-budget.ts';
import { watchSilence } from './watch-silence.ts';

export interface AnswerParts {
  readonly request: ChatCompletionRequest;
  readonly model: string;
  readonly requestId: string;
  readonly reply: Reply;
  readonly countTokens: ((text: string) => number) | undefined;
  readonly clock: Clock;
  /** Told what a reply broke with while it was being returned, when its answer was whole already. */
  readonly onError: (error: unknown) => void;
}

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Proxies and middleware that compress would keep the events back.
  'cache-control': 'no-cache, no-transform',
  // nginx buffers a streamed answer unless told not to.
  'x-accel-buffering': 'no',
};

/**
 * Tells the caller what the reply yields as one correct answer: a stream where `stream` is true, else
 * one JSON object. When the caller leaves, the reply's signal aborts at once and the reply is
 * returned; this gives back once the step it is at has ended.
 *
 * @throws what the reply throws.
 */
export async function answer(caller: Caller, parts: AnswerParts): Promise<void> {
  const envelope = {
    id: `chatcmpl-${crypto.randomUUID()}`,
    created: Math.floor(Date.now() / 1_000),
    model: parts.model,
  };
  if (parts.request.stream === true) await stream(caller, parts, envelope);
  else await complete(caller, parts, envelope);
}

async function stream(caller: Caller, parts: AnswerParts, envelope: Envelope): Promise<void> {
  const includeUsage = parts.request.stream_options?.include_usage === true;
  const events = new ChunkEvents(envelope, includeUsage);
  // The status waits for the first part, so that a reply which refuses at once still has one.
  const begin = (): void => {
    if (!caller.begun) caller.begin(streamHeaders);
  };
  const silence = watchSilence(caller, parts.clock, begin);
  try {
    const ending = await play(caller.signal, parts, (delta) => {
      begin();
      const room = caller.write(events.delta(delta));
      silence.wrote(room);
      return room;
    });
    if (ending === null) return;
    const { finishReason, usage } = ending;
    const usageEvent = includeUsage && usage ? events.usage(usage) : '';
    caller.end(events.delta({}, finishReason) + usageEvent + doneEvent);
  } finally {
    silence.close();
  }
}

async function complete(caller: Caller, parts: AnswerParts, envelope: Envelope): Promise<void> {
  const collector = new Collector();
  const push = (delta: ChunkDelta, finishReason: string | null): void => {
    collector.push({
      ...envelope,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    });
  };
  const ending = await play(caller.signal, parts, (delta) => {
    push(delta, null);
    return undefined;
  });
  if (ending === null) return;
  push({}, ending.finishReason);
  const completion = {
    ...collector.completion(),
    ...(ending.usage ? { usage: ending.usage } : {}),
  };
  caller.send(200, {}, JSON.stringify(completion));
}

/** Asks the reply for part after part and says them; null where the caller left before the end. */
async function play(
  left: AbortSignal,
  { request, model, requestId, reply, countTokens, onError }: AnswerParts,
  say: Say,
): Promise<Ending | null> {
  if (left.aborted) return null;
  const maxTokens = request.max_completion_tokens ?? request.max_tokens ?? undefined;
  const budget =
    countTokens && maxTokens !== undefined ? new TokenBudget(maxTokens, countTokens) : null;
  const composition = new Composition(say, left, { stop: StopText.of(request.stop), budget });
  const over = new AbortController();
  const context: ReplyContext = { signal: over.signal, model, maxTokens, requestId };
  const source = reply(request, context)[Symbol.asyncIterator]();
  let done = false;
  /** Aborted first: a reply at rest is returned at once, one that waits when its wait gives up. */
  const giveBack = (onBroken: (error: unknown) => void): void => {
    done = true;
    over.abort();
    // Within an async function, because a hand-made iterator may also throw at once.
    const returned = async (): Promise<unknown> => source.return?.();
    returned().catch(onBroken);
  };
  // A reply that breaks because the caller left is no fault of the model.
  const onLeft = (): void => giveBack(() => undefined);
  left.addEventListener('abort', onLeft, { once: true });
  try {
    for (;;) {
      const next = await source.next();
      if (left.aborted) return null;
      if (next.done === true) {
        done = true;
        return await composition.end(next.value);
      }
      const room = composition.add(next.value);
      if (room !== undefined) await room;
      if (left.aborted) return null;
      if (composition.isCut) {
        giveBack(onError);
        return await composition.end();
      }
    }
  } catch (error) {
    if (left.aborted) return null;
    if (!done) giveBack(onError);
    throw error;
  } finally {
    left.removeEventListener('abort', onLeft);
  }
}
