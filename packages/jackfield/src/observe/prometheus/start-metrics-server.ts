import type { RequestListener } from 'node:http';
import { isAllowedHost, isLoopbackName } from '../../server/allowed-hosts.ts';
import { createHardenedServer } from '../../server/create-server.ts';
import { listen } from '../../server/listen.ts';
import { asksForMetrics } from './answer-metrics.ts';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * A port for metrics and nothing else, so that a network may reach them and not the rest. Where only
 * this machine reaches it, no other machine's name is answered: a web page can't read it by DNS rebinding.
 *
 * @throws ConfigurationProblem when it can't listen there.
 */
export async function startMetricsServer(
  host: string,
  port: number,
  answer: RequestListener,
): Promise<MetricsServer> {
  const allowedHosts = isLoopbackName(host) ? new Set<string>() : null;
  const server = createHardenedServer((request, response) => {
    if (asksForMetrics(request) && isAllowedHost(request.headers.host, allowedHosts)) {
      answer(request, response);
      return;
    }
    request.resume();
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('Only /metrics is answered here.\n');
  });
  const taken = await listen(server, host, port, 'JACKFIELD_METRICS');
  return {
    port: taken,
    close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      return promise;
    },
  };
}
