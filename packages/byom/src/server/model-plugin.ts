import type { IncomingMessage, ServerResponse } from 'node:http';
import { handleCall } from './model-handler.ts';
import { checkOptions, type ModelServerOptions } from './options.ts';
import { servedPaths } from './serve-call.ts';

/** As much of a Fastify instance as the plugin needs, so that the kit depends on no framework. */
export interface FastifyLike {
  readonly prefix: string;
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    type: string,
    parser: (request: unknown, payload: unknown, done: (error: null) => void) => void,
  ): unknown;
  all(
    path: string,
    handler: (request: FastifyRequestLike, reply: FastifyReplyLike) => void,
  ): unknown;
}

interface FastifyRequestLike {
  readonly raw: IncomingMessage;
  readonly body: unknown;
}

interface FastifyReplyLike {
  readonly raw: ServerResponse;
  hijack(): unknown;
}

/**
 * The same server as a Fastify plugin, under whatever prefix it is registered with. Bodies below it
 * are read by the kit, with the kit's limits and errors, unless a hook of yours has read them before.
 *
 * @throws TypeError for options that make no server.
 */
export function modelPlugin(
  options: Omit<ModelServerOptions, 'basePath'>,
): (fastify: FastifyLike) => Promise<void> {
  checkOptions(options);
  return async (fastify) => {
    const here = { ...options, basePath: fastify.prefix };
    // Only below this plugin: Fastify's own parsers would answer a bad body in Fastify's words.
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', (_request, _payload, done) => done(null));
    for (const path of servedPaths) {
      fastify.all(path, (request, reply) => {
        reply.hijack();
        handleCall(request.raw, reply.raw, here, request.body ?? undefined);
      });
    }
  };
}
