import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerRefusal } from './answer-refusal.ts';

/** Answers while the program starts, and the port is taken already: it lives, and can carry nothing yet. */
export function notReady(request: IncomingMessage, response: ServerResponse): void {
  const { url } = request;
  const headers = { 'retry-after': '1' };
  if (url === '/healthz' || url === '/readyz') {
    request.resume();
    const lives = url === '/healthz';
    response.writeHead(lives ? 200 : 503, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(lives ? {} : headers),
    });
    response.end(JSON.stringify({ status: lives ? 'ok' : 'not_ready' }));
    return;
  }
  const title = 'Not ready yet';
  const message = 'Jackfield is starting. Try again in a second.';
  answerRefusal(request, response, { status: 503, code: 'not_ready', title, message }, headers);
}
