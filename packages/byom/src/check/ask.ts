import type { Exchange, AnsweredExchange } from '../endpoint/exchange.ts';
import { isGood } from '../endpoint/exchange.ts';
import type { ChunkReading, ReadChunk } from '../read/chunk-reading.ts';
import { readCompletion, type CompletionReading } from '../read/completion-reading.ts';
import { errorWords } from '../read/error-shape.ts';
import { streamOf } from '../read/stream-of.ts';
import type { CheckContext } from './check-context.ts';

/** What came of a turn that asks for something in particular. */
export type Asked =
  | {
      readonly kind: 'answered';
      readonly exchange: AnsweredExchange;
      readonly completion: CompletionReading;
    }
  /** Because of what was asked, as far as can be told from outside. */
  | { readonly kind: 'refused'; readonly exchange: Exchange; readonly detail: string }
  /** A rate limit, a timeout, a fault that passed: it says nothing about what was asked. */
  | { readonly kind: 'unknown'; readonly exchange: Exchange; readonly message: string };

type Fields = Parameters<CheckContext['turn']>[0];

/**
 * Asks for a whole answer and tells a refusal from bad luck: what fails on the server's side is asked
 * a second time, and only the same failure twice counts as a refusal. A server that can't read a list
 * where it knows text mostly answers 500.
 */
export function ask(context: CheckContext, fields: Fields): Promise<Asked> {
  return askBy(context, () => context.turn({ stream: false, ...fields }));
}

/** The same for a body that is written in a particular way. */
export async function askBy(context: CheckContext, send: () => Promise<Exchange>): Promise<Asked> {
  const exchange = await send();
  if (!isServerFault(exchange)) return judged(context, exchange);
  const again = await send();
  if (!isServerFault(again)) return judged(context, again);
  return { kind: 'refused', exchange: again, detail: refusalWords(context, again) };
}

export type AskedStream =
  | {
      readonly kind: 'answered';
      readonly exchange: AnsweredExchange;
      readonly chunks: ChunkReading;
    }
  | Exclude<Asked, { kind: 'answered' }>;

/** The same for a streamed answer; one that can't be read says nothing here: other checks name its faults. */
export async function askStreamed(context: CheckContext, fields: Fields): Promise<AskedStream> {
  const turn = (): Promise<Exchange> => context.turn({ ...fields, stream: true });
  const first = await turn();
  const exchange = isServerFault(first) ? await turn() : first;
  if (isServerFault(exchange) || isRefusal(exchange)) {
    return { kind: 'refused', exchange, detail: refusalWords(context, exchange) };
  }
  const stream = streamOf(exchange);
  return stream !== null && stream.exchange.end === 'complete' && isReadable(stream.chunks)
    ? { kind: 'answered', exchange: stream.exchange, chunks: stream.chunks }
    : { kind: 'unknown', exchange, message: unknownWords(exchange) };
}

/** Whether it streams in a way that can be read; asked for once in a run. */
export async function streams(context: CheckContext): Promise<boolean> {
  const stream = streamOf(await context.streamedTurn());
  return stream !== null && stream.chunks.tokenTimesMs.length > 0;
}

/** Whether nothing was lost of it: an event that is no JSON may have held a piece of the answer. */
function isReadable({ all, chunks }: ChunkReading): boolean {
  const isLoss = ({ kind, event }: ReadChunk): boolean =>
    kind === 'error' ||
    (kind === 'not-json' && ((event.data ?? '').trim() !== '' || event.strays.length > 0));
  return chunks.length > 0 && !all.some(isLoss);
}

/** In words for a finding: the status, and what the endpoint says itself. */
export function refusalWords(context: CheckContext, exchange: Exchange): string {
  if (exchange.kind === 'failed') return context.words(`(${exchange.code}: ${exchange.message})`);
  const words = context.said(errorWords(exchange));
  return words === '' ? `Status ${exchange.status}.` : `Status ${exchange.status}: “${words}”`;
}

/** Why nothing can be told from an exchange. */
export function unknownWords(exchange: Exchange): string {
  if (exchange.kind === 'failed') return `This could not be judged: ${exchange.message}`;
  return exchange.status === 429
    ? 'This could not be judged because of a rate limit (status 429).'
    : `This could not be judged: status ${exchange.status}, and no answer that can be read.`;
}

function judged(context: CheckContext, exchange: Exchange): Asked {
  if (isRefusal(exchange)) {
    return { kind: 'refused', exchange, detail: refusalWords(context, exchange) };
  }
  if (!isGood(exchange) || exchange.end !== 'complete') {
    return { kind: 'unknown', exchange, message: unknownWords(exchange) };
  }
  const completion = readCompletion(exchange);
  return completion.choices.length > 0
    ? { kind: 'answered', exchange, completion }
    : { kind: 'refused', exchange, detail: refusalWords(context, exchange) };
}

function isServerFault(exchange: Exchange): boolean {
  return exchange.kind === 'failed'
    ? exchange.stage === 'request' && exchange.code !== 'TIMEOUT' && exchange.code !== 'STOPPED'
    : exchange.status >= 500;
}

/** A 408 or 429 speaks of the moment, not of what was asked. */
function isRefusal(exchange: Exchange): boolean {
  if (exchange.kind === 'failed') return false;
  const { status } = exchange;
  return status >= 300 && status <= 499 && status !== 408 && status !== 429;
}
