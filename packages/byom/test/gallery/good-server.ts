import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTick } from 'node:timers/promises';
import { isFields, type Fields } from './fields.ts';
import { modelReply, type ModelReply } from './model-reply.ts';

export const modelId = 'good-model';
export const credential = 'gallery-credential-0123456789';

/** A request as the good server has read it. */
export interface Asked {
  readonly body: Fields;
  readonly streamed: boolean;
  readonly request: IncomingMessage;
}

/** A whole answer, before it is written. */
export interface Whole {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

export type Writes = Iterable<string | Buffer> | AsyncIterable<string | Buffer>;

/** In what a server differs from the good one; each part takes what the good one would do. */
export interface Differences {
  readonly auth?: 'none' | 'x-api-key' | 'bearer';
  readonly models?: readonly string[];
  /** Where turns are taken. */
  readonly paths?: readonly string[];
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Comes before everything, even the credential; `true`: the request is dealt with. */
  onRequest?(request: IncomingMessage, response: ServerResponse): boolean | Promise<boolean>;
  /** Whether the request may come in. */
  admits?(good: boolean, request: IncomingMessage): boolean;
  /** What it takes for the request's body. */
  reads?(body: Fields): Fields;
  /** Comes once a good request has been read; `true`: it is dealt with. */
  beforeAnswer?(asked: Asked, response: ServerResponse): boolean | Promise<boolean>;
  /** An error's body. */
  error?(json: Fields, status: number): unknown;
  /** A whole answer's JSON. */
  completion?(json: Fields, asked: Asked): unknown;
  /** What is written of whole answers and errors. */
  whole?(whole: Whole, asked: Asked | null): Whole;
  /** A stream's chunks. */
  chunks?(chunks: Fields[], asked: Asked): readonly unknown[];
  /** How a chunk, or `[DONE]`, is written as an event. */
  writeEvent?(data: string, asked: Asked): string;
  /** The events as they are written, `[DONE]` among them. */
  writes?(events: string[], asked: Asked): Writes;
  /** Status and headers of a stream. */
  head?(head: Head, asked: Asked): Head;
  /** Ends a stream, instead of `response.end()`. */
  end?(response: ServerResponse, asked: Asked): void;
}

export interface StartedServer extends AsyncDisposable {
  /** With `/v1` at its end. */
  readonly url: string;
}

export interface StartedGoodServer extends StartedServer {
  readonly server: Server;
}

/**
 * An endpoint that does everything as OpenAI documents it, on a loopback port, written from the
 * reference and without our kit; `differences` break one thing of it.
 *
 * @see https://platform.openai.com/docs/api-reference/chat
 */
export async function startGoodServer(differences: Differences = {}): Promise<StartedGoodServer> {
  const listener: RequestListener = (request, response) => {
    handle(request, response, differences).catch((error: unknown) => {
      // A caller who has left is none that could be told.
      if (!response.destroyed) response.destroy(error instanceof Error ? error : undefined);
    });
  };
  const { tls } = differences;
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/v1`,
    server,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  differences: Differences,
): Promise<void> {
  if ((await differences.onRequest?.(request, response)) === true) return;
  const refuse = (status: number, message: string, code: string | null, param?: string): void => {
    const error = { message, type: 'invalid_request_error', param: param ?? null, code };
    const json = differences.error?.({ error }, status) ?? { error };
    const body = typeof json === 'string' ? json : JSON.stringify(json);
    send(response, { status, headers: jsonType, body }, null, differences);
  };
  const bytes = await readAll(request);
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const paths = differences.paths ?? ['/v1/chat/completions', '/chat/completions'];
  if (request.method !== 'POST' || !paths.includes(path)) {
    refuse(404, `Invalid URL (${request.method} ${path})`, null);
    return;
  }
  const rightCredential = carriesCredential(request, differences.auth ?? 'bearer');
  if (!(differences.admits?.(rightCredential, request) ?? rightCredential)) {
    refuse(401, 'Incorrect API key provided.', 'invalid_api_key');
    return;
  }
  const body = parse(bytes);
  if (body === null) {
    refuse(400, 'We could not parse the JSON body of your request.', null);
    return;
  }
  if (!Array.isArray(body['messages']) || body['messages'].length === 0) {
    refuse(
      400,
      "Missing required parameter: 'messages'.",
      'missing_required_parameter',
      'messages',
    );
    return;
  }
  const { model } = body;
  if (typeof model !== 'string' || !(differences.models ?? [modelId]).includes(model)) {
    refuse(404, 'The model does not exist.', 'model_not_found', 'model');
    return;
  }
  const read = differences.reads?.(body) ?? body;
  const asked: Asked = { body: read, streamed: read['stream'] === true, request };
  if ((await differences.beforeAnswer?.(asked, response)) === true) return;
  if (asked.streamed) await stream(response, asked, differences);
  else answerWhole(response, asked, differences);
}

const jsonType = { 'content-type': 'application/json' };

function answerWhole(response: ServerResponse, asked: Asked, differences: Differences): void {
  const { words, toolCalls, finishReason, usage } = modelReply(asked.body);
  const message = {
    role: 'assistant',
    content: toolCalls.length > 0 ? null : words.join(''),
    refusal: null,
    ...(toolCalls.length > 0
      ? {
          tool_calls: toolCalls.map((call) => ({ id: callId(), type: 'function', function: call })),
        }
      : {}),
  };
  const json = {
    ...envelope('chat.completion', asked),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
    usage,
  };
  const body = JSON.stringify(differences.completion?.(json, asked) ?? json);
  send(response, { status: 200, headers: jsonType, body }, asked, differences);
}

function send(
  response: ServerResponse,
  whole: Whole,
  asked: Asked | null,
  differences: Differences,
): void {
  const { status, headers, body } = differences.whole?.(whole, asked) ?? whole;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

async function stream(
  response: ServerResponse,
  asked: Asked,
  differences: Differences,
): Promise<void> {
  const good = chunksOf(asked, modelReply(asked.body));
  const chunks = differences.chunks?.(good, asked) ?? good;
  const data = [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]'];
  const events = data.map((text) => differences.writeEvent?.(text, asked) ?? `data: ${text}\n\n`);
  const head = {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  };
  const { status, headers } = differences.head?.(head, asked) ?? head;
  response.writeHead(status, headers);
  for await (const text of differences.writes?.(events, asked) ?? events) {
    if (response.destroyed) return;
    if (!response.write(text)) await roomIn(response);
    // Each event is a write of its own, and a caller who leaves is noticed.
    await nextTick();
  }
  if (differences.end) differences.end(response, asked);
  else response.end();
}

/** Role first, then the words or the calls, the finish reason, and the usage where it was asked for. */
function chunksOf(asked: Asked, { words, toolCalls, finishReason, usage }: ModelReply): Fields[] {
  const options = asked.body['stream_options'];
  const includeUsage = isFields(options) && options['include_usage'] === true;
  const common = envelope('chat.completion.chunk', asked);
  const chunk = (delta: Fields, reason: string | null = null): Fields => ({
    ...common,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
    ...(includeUsage ? { usage: null } : {}),
  });
  const callDeltas = toolCalls.flatMap(({ name, arguments: text }, index) => [
    { index, id: callId(), type: 'function', function: { name, arguments: '' } },
    ...(text.match(/.{1,8}/gs) ?? []).map((piece) => ({ index, function: { arguments: piece } })),
  ]);
  return [
    chunk({ role: 'assistant', content: toolCalls.length > 0 ? null : '', refusal: null }),
    ...words.map((content) => chunk({ content })),
    ...callDeltas.map((call) => chunk({ tool_calls: [call] })),
    chunk({}, finishReason),
    ...(includeUsage ? [{ ...common, choices: [], usage }] : []),
  ];
}

function envelope(object: string, { body }: Asked): Fields {
  return {
    id: `chatcmpl-${randomUUID()}`,
    object,
    created: Math.floor(Date.now() / 1_000),
    model: body['model'],
  };
}

function callId(): string {
  return `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
}

function carriesCredential(
  { headers }: IncomingMessage,
  auth: NonNullable<Differences['auth']>,
): boolean {
  switch (auth) {
    case 'none':
      return true;
    case 'x-api-key':
      return headers['x-api-key'] === credential;
    case 'bearer':
      return headers.authorization === `Bearer ${credential}`;
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  // Holds: no encoding was set, so each part is bytes.
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function parse(bytes: Buffer): Fields | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/** Resolves when a response takes more, or takes nothing any longer. */
export async function roomIn(response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  const left = new AbortController();
  try {
    await Promise.race([
      once(response, 'drain', { signal: left.signal }),
      once(response, 'close', { signal: left.signal }),
    ]);
  } finally {
    left.abort();
  }
}
