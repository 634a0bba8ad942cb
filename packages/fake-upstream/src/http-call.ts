import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came: the path still encoded, because a signature covers its bytes. */
export interface HttpCall {
  method: string;
  /** Without the query. */
  path: string;
  /** Without the question mark. */
  query: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}
