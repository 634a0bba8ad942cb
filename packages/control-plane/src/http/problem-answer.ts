import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import { ProblemError } from '../problem-error.ts';
import type { ProblemStatus } from '../problem-error.ts';
import type { Log } from '../options.ts';
import type { Problem } from '../schemas/problem.ts';
import { isUnstorableText } from '../store/postgres/postgres-failure.ts';
import { storeFailure, type StoreFailure } from '../store/store-failure.ts';
import type { AppContext } from './app.ts';

const titles: Record<ProblemStatus, string> = {
  400: 'Bad request',
  401: 'Sign in first',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Body too large',
  415: 'Unsupported media type',
  422: 'Not acceptable as it is',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'Another server failed',
  503: 'The store is failing',
};

/** Where the status says too little, or what can't be done. */
const titlesOfCodes: ReadonlyMap<string, string> = new Map([
  ['admin_exists', 'This link was used, or has ended'],
  ['first_admin_token_wrong', 'This link was used, or has ended'],
  ['password_link_wrong', 'This link was used, or has ended'],
]);

const failureWords: Record<StoreFailure, string> = {
  failing:
    'The database could not take or give this: its disk may be full or unwritable. Nothing was changed. See the log, make room, and try again.',
  unreachable:
    'The database gives no answer, so nothing was changed. Turns go on with what was saved before. Try again once it runs.',
  outcome_unknown:
    'The connection to the database broke while this was being saved: look whether it was before you try again.',
};

/** An error as `application/problem+json` (RFC 9457); what may not be shown goes to the log. */
export function problemAnswer(error: Error, c: AppContext, log: Log): Response {
  const problem = toProblemError(error);
  const requestId = c.get('requestId');
  // What a provider does wrong is told to whoever asked, and is no failure of this program.
  if (problem.status >= 500 && problem.status !== 502) {
    // The route, not the path: somebody may have put a key where an id belongs.
    const route = routePath(c, -1);
    const { method } = c.req;
    log.error({ requestId, method, route, err: error }, 'A request of the REST API failed.');
  }
  const body: Problem = {
    ...problem.extras.members,
    type: `urn:jackfield:problem:${problem.code}`,
    title: titlesOfCodes.get(problem.code) ?? titles[problem.status],
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    requestId,
    ...(problem.extras.errors === undefined ? {} : { errors: [...problem.extras.errors] }),
  };
  return c.body(JSON.stringify(body), problem.status, {
    ...problem.extras.headers,
    'content-type': 'application/problem+json',
  });
}

function toProblemError(error: Error): ProblemError {
  if (error instanceof ProblemError) return error;
  const failure = storeFailure(error);
  if (failure !== null) {
    return new ProblemError(503, 'store_failing', failureWords[failure], {
      cause: error,
      headers: { 'retry-after': '5' },
    });
  }
  if (isUnstorableText(error)) {
    return new ProblemError(
      422,
      'validation_failed',
      'A text of the request holds a character that cannot be stored, such as U+0000: leave it out.',
      { cause: error },
    );
  }
  if (error instanceof HTTPException && error.status === 400) {
    return new ProblemError(400, 'malformed_json', 'The body is not JSON.');
  }
  if (error instanceof HTTPException && error.status === 415) {
    return new ProblemError(
      415,
      'not_json',
      'The body must be JSON (content-type: application/json).',
    );
  }
  return new ProblemError(
    500,
    'internal_error',
    'Something went wrong inside Jackfield. Try again; if it stays, look for this request id in the log.',
    { cause: error },
  );
}
