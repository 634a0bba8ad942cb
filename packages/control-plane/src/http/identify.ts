import type { MiddlewareHandler } from 'hono';
import { newId } from '../store/new-id.ts';
import type { AppEnv } from './app.ts';

/** Gives every answer a request id, and lets none be kept by a cache or read as another type. */
export const identify: MiddlewareHandler<AppEnv> = async (c, next) => {
  const requestId = newId('req');
  c.set('requestId', requestId);
  await next();
  // The gateway has answered by itself; what is left is a marker that all requests share.
  if (c.res.headers.has('x-hono-already-sent')) return;
  c.res.headers.set('x-request-id', requestId);
  c.res.headers.set('x-content-type-options', 'nosniff');
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
};
