import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answer } from './answer.ts';
import { authenticate, type ServerAuth } from './authenticate.ts';
import { readRequest } from './read-request.ts';
import { Refusal } from './refusal.ts';
import type { Reply } from './reply.ts';

export interface ModelServerOptions {
  readonly auth: ServerAuth;
  /** Ids callers may ask for; the first one answers a request that names none. */
  readonly models: readonly [string, ...string[]];
  readonly reply: Reply;
  /** Told what broke; callers hear only that something did. */
  readonly onError?: (error: unknown) => void;
}

const chatPaths = new Set(['/chat/completions', '/v1/chat/completions']);
const modelPaths = new Set(['/models', '/v1/models']);

/**
 * An HTTP server that speaks OpenAI's chat/completions correctly, streamed and not, around one
 * function that writes the answer. It does not listen yet: call `listen` on it.
 */
export function createModelServer(options: ModelServerOptions): Server {
  const limits = { maxHeaderSize: 16_384, headersTimeout: 15_000, requestTimeout: 60_000 };
  return createServer(limits, (request, response) => {
    handle(request, response, options).catch((error: unknown) => {
      // Who left before the request was whole hears nothing, and nothing of ours is broken.
      if (request.destroyed && !request.complete) return;
      if (!(error instanceof Refusal)) options.onError?.(error);
      refuse(
        response,
        error instanceof Refusal
          ? error
          : new Refusal(500, 'model_failed', 'The model failed to answer this request.'),
      );
      // Whatever the caller still sends is thrown away, so that it gets to read the answer.
      request.resume();
    });
  });
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: ModelServerOptions,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const isChat = chatPaths.has(path);
  if (!isChat && !modelPaths.has(path)) {
    throw new Refusal(404, 'not_found', 'Nothing is here. Post to /v1/chat/completions.');
  }
  const method = isChat ? 'POST' : 'GET';
  if (request.method !== method) {
    throw new Refusal(405, 'method_not_allowed', `Use ${method} on ${path}.`, {
      headers: { allow: method },
    });
  }
  authenticate(request.headers, options.auth);
  if (!isChat) {
    request.resume();
    sendJson(response, 200, {
      object: 'list',
      data: options.models.map((id) => ({ id, object: 'model', created: 0, owned_by: 'you' })),
    });
    return;
  }
  const asked = await readRequest(request);
  const model = asked.model ?? options.models[0];
  if (!options.models.includes(model)) {
    const known = options.models.map((id) => `"${id}"`).join(', ');
    throw new Refusal(404, 'model_not_found', `There is no such model here; there is ${known}.`, {
      param: 'model',
    });
  }
  await answer(response, asked, model, options.reply);
}

/** The error as JSON; or, where an answer has begun, as the stream's last event. */
function refuse(response: ServerResponse, refusal: Refusal): void {
  if (response.destroyed) return;
  if (response.headersSent) response.end(`data: ${JSON.stringify(refusal.body())}\n\n`);
  else sendJson(response, refusal.status, refusal.body(), refusal.headers);
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
