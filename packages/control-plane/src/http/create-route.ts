import { createRoute as createOpenapiRoute } from '@hono/zod-openapi';
import type { RouteConfig } from '@hono/zod-openapi';
import { authorize } from './authorize.ts';
import type { Need } from './needs.ts';

/** Where the document says what a route needs. */
export const needsExtension = 'x-jackfield-needs';

/**
 * A route that says who may call it: `needs` is the one place where that is declared. It is asked
 * for before the route's own code runs, and stands in the document, where the rights matrix reads it.
 */
export function createRoute<
  Path extends string,
  Config extends Omit<RouteConfig, 'path'> & { path: Path; needs: Need },
>(config: Config): ReturnType<typeof createOpenapiRoute<Path, Config>> {
  const { needs, ...route } = config;
  const made = {
    ...route,
    [needsExtension]: needs,
    ...(needs === 'nobody'
      ? { security: [] }
      : { middleware: authorize(needs, config.method, config.path) }),
  };
  // Holds: what is taken out and put in has no part in how a handler is typed.
  return createOpenapiRoute<Path, Config>(made as unknown as Config);
}
