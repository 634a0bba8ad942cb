import type { IncomingHttpHeaders } from 'node:http';
import type { VendorId } from './vendor.ts';

/** A request as the fake saw it. */
export interface SeenRequest {
  vendor: VendorId | undefined;
  method: string;
  /** With the query, still encoded. */
  path: string;
  headers: IncomingHttpHeaders;
  /** Parsed; undefined when it was empty or no JSON. */
  body: unknown;
  /** What the fake meant to answer; undefined while it has not decided, or when it says nothing. */
  status: number | undefined;
  /** The fault it played, as it was asked for. */
  fault: string | undefined;
  /** Resolves when the caller closed the connection before its answer was whole. */
  hungUp: Promise<void>;
}
