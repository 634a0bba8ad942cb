import type { BlockList } from 'node:net';
import type { Device } from '../domain/access/sessions.ts';
import type { AppContext } from './app.ts';
import { clientAddress } from './client-address.ts';
import { sessionCookie } from './session-cookie.ts';

/** Where the session that a request asks for would be. */
export function deviceOf(c: AppContext, trustedProxies: BlockList): Device {
  return {
    address: clientAddress(c, trustedProxies),
    userAgent: c.req.header('user-agent') ?? null,
    earlierSession: sessionCookie.read(c) ?? null,
  };
}
