import { createServer, type Server } from 'node:http';
import { modelHandler } from './model-handler.ts';
import type { ModelServerOptions } from './options.ts';

/** Longer than load balancers and gateways keep a socket (60 s), so that theirs is the first to close. */
const keepAliveTimeout = 75_000;

/**
 * An HTTP server that speaks OpenAI's chat/completions correctly, streamed and not, around one
 * function that writes the answer. It does not listen yet: call `listen` on it.
 *
 * @throws TypeError for options that make no server, such as an empty credential.
 */
export function createModelServer(options: ModelServerOptions): Server {
  const limits = {
    maxHeaderSize: 16_384,
    headersTimeout: 15_000,
    requestTimeout: 60_000,
    keepAliveTimeout,
  };
  const handle = modelHandler(options);
  return createServer(limits, (request, response) => handle(request, response));
}
