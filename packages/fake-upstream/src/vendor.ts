import type { Asked } from './asked.ts';
import type { Credentials } from './credentials.ts';
import type { HttpCall } from './http-call.ts';
import type { Reply } from './reply.ts';

export type VendorId = 'openai' | 'polyllm' | 'mistral' | 'gemini' | 'bedrock' | 'anthropic';

/** One vendor's wire format: pure, so that every byte the fake sends can be tested without a socket. */
export interface Vendor {
  readonly id: VendorId;
  /** What stands between the fake's origin and the paths this vendor's SDK appends to its base URL. */
  readonly basePath: string;
  /** How a stream is cut into events; some faults exist in one framing only. */
  readonly framing: 'sse' | 'eventstream';
  readonly streamContentType: string;
  /** True for every path that is this vendor's, those it answers with 404 included. */
  owns(path: string): boolean;
  /** What a path asks for; undefined when the vendor has no such path or method. */
  route(call: HttpCall): Operation | undefined;
  /** The vendor's answer to missing or wrong credentials; undefined when they are right. */
  authenticate(call: HttpCall, credentials: Credentials, nowMs: number): ErrorAnswer | undefined;
  /** The vendor's answer to a body it does not take; undefined when it would be answered. */
  checkRequest(body: unknown, operation: ChatOperation): ErrorAnswer | undefined;
  /** What the request asks, in the fake's own terms. Only called on a body that passed `checkRequest`. */
  fromRequest(body: unknown, operation: ChatOperation): Asked;
  /** The whole answer, as JSON. */
  toAnswer(reply: Reply, asked: Asked): object;
  /** The same answer as a stream. */
  toEvents(reply: Reply, asked: Asked, operation: ChatOperation): WireEvent[];
  toError(refusal: Refusal): ErrorAnswer;
  /** Set where a content filter is an error and not a way to finish. */
  toFiltered?(): ErrorAnswer;
  /** An error that comes after the headers said 200. */
  toStreamError(refusal: Refusal, asked: Asked): string | Buffer;
  /** An event that is whole as framing goes and holds no JSON. */
  malformedEvent(): string | Buffer;
  /** The vendor's list of models, or one of them. */
  toModels(models: readonly string[], operation: ModelsOperation): object | undefined;
  /** Headers the vendor adds to every answer. */
  headers(serial: number): Record<string, string>;
}

export interface ChatOperation {
  kind: 'chat';
  /** Where the path decides them; otherwise they are in the body. */
  model?: string;
  stream?: boolean;
  /** False where the vendor streams something other than events (Gemini without `alt=sse`). */
  sse?: boolean;
}

export interface ModelsOperation {
  kind: 'models';
  /** Set when one model is asked for. */
  model?: string;
}

export type Operation = ChatOperation | ModelsOperation;

/** Bytes that belong together, and which faults may take them away. */
export interface WireEvent {
  part: 'opening' | 'token' | 'closing' | 'end-mark';
  bytes: string | Buffer;
}

export interface ErrorAnswer {
  status: number;
  headers?: Record<string, string>;
  body: object | string;
}

export type RefusalKind =
  | 'not_json'
  | 'invalid_request'
  | 'wrong_credentials'
  | 'forbidden'
  | 'no_such_path'
  | 'model_not_found'
  | 'too_large'
  | 'context_length'
  | 'timeout'
  | 'rate_limited'
  | 'quota'
  | 'internal'
  | 'overloaded';

/** Why a vendor refuses, before it is put in the vendor's words. */
export interface Refusal {
  kind: RefusalKind;
  /** Overrides the vendor's usual status for this kind. */
  status?: number;
  model?: string;
  method?: string;
  path?: string;
  retryAfterSeconds?: number;
}
