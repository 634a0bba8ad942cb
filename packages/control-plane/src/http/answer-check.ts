import { z } from '@hono/zod-openapi';
import { runCheck } from '../domain/connections/run-check.ts';
import type { EndpointToCheck } from '../options.ts';
import { ProblemError } from '../problem-error.ts';
import { checkReportSchema, type CheckReport } from '../schemas/check-report.ts';
import type { Services } from '../services.ts';
import type { AppContext } from './app.ts';
import { eventStream } from './event-stream.ts';

export interface CheckToAnswer {
  readonly target: EndpointToCheck;
  readonly limitMs: number;
  /** Keeps and audits what was found; `whole` is false where the caller left in the middle. */
  readonly ended: (report: CheckReport, whole: boolean) => Promise<void>;
}

/** The description of what `answerCheck` answers. */
export const checkAnswer = {
  description:
    'What was found, whether good or bad. With `Accept: text/event-stream` the run is told as it goes: the events `planned`, `started` and `result`, and `report` at the end (or `problem`), each with one line of JSON.',
  content: {
    'application/json': { schema: checkReportSchema },
    'text/event-stream': { schema: z.string() },
  },
};

/**
 * Runs the checklist and answers its report, or its progress as events. The run ends when the caller
 * leaves.
 *
 * @throws ProblemError 429 before anything is sent to the endpoint
 */
export async function answerCheck(
  c: AppContext,
  services: Services,
  { target, limitMs, ended }: CheckToAnswer,
): Promise<Response> {
  const free = services.checkSlots.take(c.get('actor').name);
  const left = new AbortController();
  const leave = (): void => left.abort();
  const run = async (send: (name: string, data: unknown) => void): Promise<CheckReport> => {
    try {
      const report = await runCheck(services, target, {
        depth: 'full',
        limitMs,
        signal: left.signal,
        onProgress: ({ kind, ...event }) => send(kind, 'result' in event ? event.result : event),
      });
      await ended(report, !left.signal.aborted);
      return report;
    } finally {
      free();
    }
  };
  if (c.req.header('accept')?.includes('text/event-stream') !== true) {
    const { signal } = c.req.raw;
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    return Response.json(await run(() => {}));
  }
  const requestId = c.get('requestId');
  return eventStream(
    async (send) => {
      try {
        send('report', await run(send));
      } catch (err) {
        send('problem', problemOf(err, requestId));
        services.options.log.error({ requestId, err }, 'A check broke off');
      }
    },
    leave,
    services.after,
  );
}

function problemOf(error: unknown, requestId: string): object {
  const known = error instanceof ProblemError;
  return {
    title: 'The check broke off',
    status: known ? error.status : 500,
    code: known ? error.code : 'check_broke_off',
    detail: known
      ? error.message
      : 'The check broke off because of a fault of Jackfield. Its log says more under this request id; try again.',
    requestId,
  };
}
