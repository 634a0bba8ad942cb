import type { AppContext } from './app.ts';
import { ownOrigin } from './own-origin.ts';

/**
 * A link to the page under the very address by which this request came. The token stands behind
 * `#`, which browsers send to nobody and write into no log.
 */
export function pageLink(c: AppContext, path: string, token: string): string {
  return `${ownOrigin(c)}${path}#token=${token}`;
}
