import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve as serveHono } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import {
  createModelServer,
  modelFetch,
  modelHandler,
  modelPlugin,
  type ModelServerOptions,
} from '../src/index.ts';

export interface Served extends AsyncDisposable {
  /** Ends before `/v1`. */
  readonly url: string;
}

export type Serve = (options: ModelServerOptions) => Promise<Served>;

/** Every way in which the kit's server can be put on a port, each by its framework's own means. */
export const waysToServe: Readonly<Record<string, Serve>> = {
  createModelServer: async (options) => listening(createModelServer(options)),
  'modelHandler in node:http': async (options) => onNode(modelHandler(options)),
  'modelHandler in Express': async (options) =>
    onNode(express().use('/llm', modelHandler(options)), '/llm'),
  'modelHandler in Express, below express.json()': async (options) =>
    onNode(
      express()
        .use(express.json({ limit: '2mb' }))
        .use(modelHandler(options)),
    ),
  'modelPlugin in Fastify': async (options) => {
    const app = Fastify();
    // Its own parsers stay what they are for everybody else's routes.
    await app.register(modelPlugin(options), { prefix: '/llm' });
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    return {
      url: `${address}/llm`,
      async [Symbol.asyncDispose]() {
        app.server.closeAllConnections();
        await app.close();
      },
    };
  },
  'modelFetch in Hono': async (options) => {
    const answer = modelFetch(options);
    const app = new Hono().all('/v1/*', (context) => answer(context.req.raw));
    return onHono(app.fetch);
  },
  'modelFetch mounted in Hono': async (options) =>
    onHono(new Hono().mount('/llm', modelFetch(options)).fetch, '/llm'),
  'modelFetch with a basePath': async (options) =>
    onHono(modelFetch({ ...options, basePath: '/api/llm' }), '/api/llm'),
};

function onNode(listener: RequestListener, path = ''): Promise<Served> {
  return listening(createServer(listener), path);
}

async function onHono(
  fetch: (request: Request) => Response | Promise<Response>,
  path = '',
): Promise<Served> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Holds: without options of its own it serves by node:http.
  const server = serveHono({ fetch, port: 0, hostname: '127.0.0.1' }, () => resolve()) as Server;
  await promise;
  return served(server, path);
}

async function listening(server: Server, path = ''): Promise<Served> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return served(server, path);
}

function served(server: Server, path: string): Served {
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
