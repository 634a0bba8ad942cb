import { ProblemError } from '../problem-error.ts';
import type { AppContext } from './app.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a changing request that another site's page made the browser send. Browsers say where
 * a request came from in `Sec-Fetch-Site`, older ones in `Origin`; with a cookie one of the two
 * must be there and be ours.
 */
export function refuseCrossSite(c: AppContext, cookieAuthenticated: boolean): void {
  if (safeMethods.has(c.req.method)) return;
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return;
    throw crossSite();
  }
  const origin = c.req.header('origin');
  if (origin === undefined) {
    if (cookieAuthenticated) {
      throw crossSite(
        'This request has a session cookie, but neither `Sec-Fetch-Site` nor `Origin`, so nobody knows whose page sent it',
      );
    }
    return;
  }
  if (!URL.canParse(origin) || new URL(origin).host !== hostOf(c)) throw crossSite();
}

/** As the browser wrote it; the default port of a scheme is left out on both sides. */
function hostOf(c: AppContext): string {
  return c.req.header('host')?.toLowerCase() ?? '';
}

function crossSite(why = "This request came from another site's page"): ProblemError {
  const words = `${why}; it was not carried out. Scripts use an admin token instead of the session cookie.`;
  return new ProblemError(403, 'cross_site', words);
}
