import { isIP } from 'node:net';
import type { BlockList } from 'node:net';
import type { AppContext } from './app.ts';

/**
 * The address a request came from. Only a proxy that the operator trusts is believed about whom it
 * speaks for: of `X-Forwarded-For` the last address that isn't such a proxy's, since all before it
 * may be the client's own invention.
 */
export function clientAddress(c: AppContext, trustedProxies: BlockList): string {
  const peer = bare(c.env.incoming.socket.remoteAddress ?? '');
  if (!isIn(trustedProxies, peer)) return peer;
  const named = (c.req.header('x-forwarded-for') ?? '').split(',').map(bare).filter(Boolean);
  for (const address of named.toReversed()) {
    if (isIP(address) === 0) break;
    if (!isIn(trustedProxies, address)) return address;
  }
  return peer;
}

function bare(address: string): string {
  return address
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
