import type { AppContext } from './app.ts';
import { cameByHttps } from './session-cookie.ts';

/**
 * A link to the page under the very address by which this request came. The token stands behind
 * `#`, which browsers send to nobody and write into no log.
 */
export function pageLink(c: AppContext, path: string, token: string): string {
  const scheme = cameByHttps(c) ? 'https' : 'http';
  return `${scheme}://${c.req.header('host') ?? 'localhost'}${path}#token=${token}`;
}
