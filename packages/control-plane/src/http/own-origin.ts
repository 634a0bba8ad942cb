import type { AppContext } from './app.ts';
import { cameByHttps } from './session-cookie.ts';

/** The address by which this request came, as the browser wrote it. */
export function ownOrigin(c: AppContext): string {
  return `${cameByHttps(c) ? 'https' : 'http'}://${c.req.header('host') ?? 'localhost'}`;
}
