import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setImmediate as turnsFirst } from 'node:timers/promises';
import type { Secret } from '@jackfield/gateway-config';
import type { Registry } from 'prom-client';

/**
 * Answers `GET /metrics` in Prometheus' text format. Where there is a `token`, only to who brings it as
 * `Authorization: Bearer`, once `gather` has resolved; how long that is judged tells nothing of how much of it was right.
 */
export function answerMetrics(
  registry: Registry,
  token: Secret | null,
  gather: () => Promise<void>,
): RequestListener {
  const wanted = token === null ? null : hashOf(token.reveal());
  return (request, response) => {
    request.resume();
    if (wanted !== null && !timingSafeEqual(hashOf(bearerOf(request)), wanted)) {
      say(response, 401, 'Give JACKFIELD_METRICS_TOKEN as Authorization: Bearer.', {
        'www-authenticate': 'Bearer realm="metrics"',
      });
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      say(response, 405, 'Use GET here.', { allow: 'GET, HEAD' });
    } else {
      gather()
        // Observers are told of turns at the end of the round in which they ended.
        .then(() => turnsFirst())
        .then(() => allOf(registry))
        .then(
          (text) => say(response, 200, text, { 'content-type': registry.contentType }),
          () => say(response, 500, 'The metrics could not be read.'),
        );
    }
  };
}

/** Whether a request asks for metrics, of whichever method. */
export function asksForMetrics({ url = '' }: IncomingMessage): boolean {
  return url === '/metrics' || url.startsWith('/metrics?');
}

/** One metric after another, with a pause for turns in between: thousands of lines take their time. */
async function allOf(registry: Registry): Promise<string> {
  const texts: string[] = [];
  for (const { name } of registry.getMetricsAsArray()) {
    texts.push(await registry.getSingleMetricAsString(name));
    await turnsFirst();
  }
  return `${texts.join('\n\n')}\n`;
}

function bearerOf({ headers }: IncomingMessage): string {
  return /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function say(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(text.endsWith('\n') ? text : `${text}\n`);
}
