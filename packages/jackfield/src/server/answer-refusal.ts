import { randomUUID } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { errorBody } from '@jackfield/chat-completions';
import { planeOf } from './route-by-path.ts';

/** Why a request is answered before the plane that it is for has seen it. */
export interface Refusal {
  readonly status: 400 | 421 | 503;
  readonly code: string;
  readonly title: string;
  readonly message: string;
}

/** In the form that whoever asks there reads. */
export function answerRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  { status, code, title, message }: Refusal,
  headers: OutgoingHttpHeaders,
): void {
  request.resume();
  const requestId = `req_${randomUUID()}`;
  const isGateway = planeOf(request) === 'gateway';
  const body = JSON.stringify(
    isGateway
      ? errorBody(message, status < 500 ? 'invalid_request_error' : 'server_error', code)
      : { type: `urn:jackfield:problem:${code}`, title, status, code, detail: message, requestId },
  );
  response.writeHead(status, {
    ...headers,
    'content-type': isGateway ? 'application/json' : 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...(isGateway ? { 'x-jackfield-attempts': 0 } : {}),
  });
  response.end(body);
}
