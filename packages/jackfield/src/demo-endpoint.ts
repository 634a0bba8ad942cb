import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createModelServer, demoModelId, demoReply } from '@jackfield/byom';
import type { DemoEndpoint } from '@jackfield/control-plane';
import { isPortTaken, listen } from './server/listen.ts';

/** Where the demo endpoint is looked for first. */
export const demoPort = 4101;
const portsTried = 50;
const pauseMs = 40;

export interface RunningDemoEndpoint extends DemoEndpoint {
  close(): Promise<void>;
}

/**
 * Runs the demo endpoint on `host:port`; with `orNextFree`, on the first free port from there on.
 *
 * @throws ConfigurationProblem when there is none.
 */
export async function startDemoEndpoint(
  host: string,
  port: number,
  orNextFree: boolean,
): Promise<RunningDemoEndpoint> {
  const last = orNextFree ? Math.min(port + portsTried, 65_535) : port;
  for (let candidate = port; ; candidate += 1) {
    const server = createModelServer({
      auth: { method: 'none' },
      models: [demoModelId],
      structuredOutput: true,
      reply: demoReply(async (signal) => delay(pauseMs, undefined, { signal })),
    });
    try {
      const taken = await listen(server, host, candidate);
      const endpoint = `${host.includes(':') ? `[${host}]` : host}:${taken}`;
      return {
        url: `http://${endpoint}/v1`,
        endpoint,
        modelId: demoModelId,
        close: () => close(server),
      };
    } catch (error) {
      if (candidate >= last || !isPortTaken(error)) throw error;
    }
  }
}

function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  return promise;
}
