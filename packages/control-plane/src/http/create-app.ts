import { OpenAPIHono } from '@hono/zod-openapi';
import type { ZodError } from 'zod';
import { ProblemError } from '../problem-error.ts';
import { addRoutes } from '../routes/routes.ts';
import { carryTurn } from '../routes/carry-turn/route.ts';
import type { Services } from '../services.ts';
import type { App, AppContext, AppEnv } from './app.ts';
import { authenticate } from './authenticate.ts';
import { identify } from './identify.ts';
import { jsonBody } from './json-body.ts';
import { describeSecurity } from './openapi-document.ts';
import { problemAnswer } from './problem-answer.ts';
import { validationProblem } from './validation-problem.ts';

interface ValidationResult {
  readonly target: string;
  readonly success: boolean;
  readonly error?: ZodError;
  readonly data?: unknown;
}

/** The REST API: who asks is known before a body is read, and every error is a problem. */
export function createApp(services: Services): App {
  const { log } = services.options;
  const app: App = new OpenAPIHono<AppEnv>({
    defaultHook: (result: ValidationResult) => {
      if (result.error !== undefined)
        throw validationProblem(result.error, result.target, result.data);
    },
  }).basePath('/api/v1');
  app.onError((error, c) => problemAnswer(error, c, log));
  app.notFound((c) => problemAnswer(unknownPath(app, c), c, log));

  app.use('*', identify);
  const publicRoutes = new Set<string>();
  app.use('*', authenticate(services, publicRoutes));
  carryTurn(app, services);
  app.use('*', jsonBody);
  describeSecurity(app);
  addRoutes(app, services, publicRoutes);
  return app;
}

/** 404, or 405 where the path is right and the method is not. */
function unknownPath(app: App, c: AppContext): ProblemError {
  const allowed = new Set(
    app.routes
      .filter(({ method, path }) => method !== 'ALL' && pathMatches(path, c.req.path))
      .map(({ method }) => method),
  );
  if (allowed.size === 0) {
    return new ProblemError(
      404,
      'not_found',
      'There is nothing at this path. GET /api/v1/docs shows what there is.',
    );
  }
  const allow = [...allowed].toSorted().join(', ');
  return new ProblemError(405, 'method_not_allowed', `This path takes ${allow}.`, {
    headers: { allow },
  });
}

function pathMatches(pattern: string, path: string): boolean {
  const steps = path.split('/');
  const patternSteps = pattern.split('/');
  return (
    steps.length === patternSteps.length &&
    patternSteps.every((step, index) =>
      step.startsWith(':') ? steps[index] !== '' : step === steps[index],
    )
  );
}
