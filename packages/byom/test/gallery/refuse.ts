import type { ServerResponse } from 'node:http';

/** Refuses a request as OpenAI does. Answers `true`, as a difference does that dealt with a request. */
export function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  code: string | null = null,
): true {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  const body = JSON.stringify({ error: { message, type, param: null, code } });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, headers);
  response.end(body);
  return true;
}
