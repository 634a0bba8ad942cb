import type { EventStreamReading, ReadEvent } from './event-stream-reading.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One event of a stream, by what its data is. */
export type ReadChunk =
  | { readonly kind: 'chunk'; readonly event: ReadEvent; readonly json: Fields }
  | { readonly kind: 'done'; readonly event: ReadEvent }
  | { readonly kind: 'error'; readonly event: ReadEvent; readonly json: Fields }
  /** JSON of another shape: an empty object, an error of a form that no client knows. */
  | { readonly kind: 'object'; readonly event: ReadEvent; readonly json: Fields }
  /** No data at all, or data that is no JSON. */
  | { readonly kind: 'not-json'; readonly event: ReadEvent };

/** One choice's part of a chunk, with what was in it. */
export interface ReadChoice {
  readonly chunk: Fields;
  readonly choice: Fields;
  readonly delta: Fields | null;
  readonly atMs: number;
}

export interface ChunkReading {
  readonly all: readonly ReadChunk[];
  /** Those that clients get to see: before `[DONE]`, and with the blank line that ends an event. */
  readonly chunks: readonly Extract<ReadChunk, { kind: 'chunk' }>[];
  /** In order. */
  readonly choices: readonly ReadChoice[];
  readonly content: string;
  /** When each delta with content, a refusal or a tool call came. */
  readonly tokenTimesMs: readonly number[];
  /** Every finish reason that says something. */
  readonly finishReasons: readonly string[];
  readonly done: boolean;
}

/** Reads the events of a stream as chat completion chunks, leniently, with the times of its tokens. */
export function readChunks({ events }: EventStreamReading): ChunkReading {
  const all = events.map(toChunk);
  const doneAt = all.findIndex(({ kind }) => kind === 'done');
  const before = doneAt === -1 ? all : all.slice(0, doneAt);
  const chunks = before.filter((one) => one.kind === 'chunk').filter(({ event }) => event.ended);
  const choices = chunks.flatMap(({ json, event }) => choicesOf(json, event.atMs));
  const texts = choices.map(({ delta }) => delta?.['content']);
  return {
    all,
    chunks,
    choices,
    content: texts.filter((text) => typeof text === 'string').join(''),
    tokenTimesMs: choices.filter(bearsToken).map(({ atMs }) => atMs),
    finishReasons: choices
      .map(({ choice }) => choice['finish_reason'])
      .filter((reason) => typeof reason === 'string' && reason !== '')
      .map(String),
    done: doneAt !== -1,
  };
}

function toChunk(event: ReadEvent): ReadChunk {
  const data = event.data?.trim() ?? '';
  if (data === '[DONE]') return { kind: 'done', event };
  const json = parseFields(data);
  if (json === null) return { kind: 'not-json', event };
  if (Boolean(json['error']) || event.name === 'error') return { kind: 'error', event, json };
  return Array.isArray(json['choices'])
    ? { kind: 'chunk', event, json }
    : { kind: 'object', event, json };
}

function choicesOf(chunk: Fields, atMs: number): ReadChoice[] {
  const list: unknown = chunk['choices'];
  if (!Array.isArray(list)) return [];
  return list.filter(isFields).map((choice) => {
    const delta = choice['delta'];
    return { chunk, choice, delta: isFields(delta) ? delta : null, atMs };
  });
}

function bearsToken({ delta }: ReadChoice): boolean {
  if (delta === null) return false;
  const { content, refusal, tool_calls: calls, function_call: call } = delta;
  return (
    (typeof content === 'string' && content !== '') ||
    (Array.isArray(content) && content.length > 0) ||
    (typeof refusal === 'string' && refusal !== '') ||
    (Array.isArray(calls) && calls.length > 0) ||
    isFields(calls) ||
    isFields(call)
  );
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseFields(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}
