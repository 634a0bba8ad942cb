import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionRequest,
  Usage,
} from '@jackfield/chat-completions';
import type { ListedModel, RepairId } from '@jackfield/gateway-config';
import type { ProviderError } from './provider-error.ts';
import type { FieldNotes, FieldTable } from './request-fields.ts';
import type { SourceJson } from './source-json.ts';

/**
 * One wire format, pure: bytes and values in, bytes and values out. No sockets, no clocks, no
 * environment, so that every provider is tested with recorded bytes alone.
 */
export interface Provider {
  /** The name under which the catalogue and a published model refer to it. */
  readonly id: string;
  /** What OpenTelemetry's GenAI conventions call it, where that isn't its id. */
  readonly telemetryName?: string;
  /** What becomes of each request field: the source of the table in the documentation. */
  readonly fields: FieldTable;
  /** How a field is mapped, where its name alone doesn't say: for the same table. */
  readonly fieldNotes?: FieldNotes;
  /**
   * What becomes of an image that a caller names by an http(s) URL. `carried`: it goes out as it is, for
   * the vendor to fetch. `fetched`: the vendor takes bytes alone, so the turn fetches it first and
   * the call holds a data: URL in its place.
   */
  readonly imageUrls: 'carried' | 'fetched';
  /** @throws ProviderError `invalid_request` for what the format can't carry. */
  toRequest(call: ProviderCall): UpstreamRequest;
  /** A new decoder for one streamed answer whose head has arrived with a 2xx status. */
  decodeStream(head: UpstreamHead, call: ProviderCall): StreamDecoder;
  /** One whole answer with a 2xx status. @throws ProviderError when it is no answer. */
  decodeCompletion(head: UpstreamHead, body: Buffer, call: ProviderCall): DecodedCompletion;
  /** What an answer with any other status means. */
  toError(head: UpstreamHead, body: Buffer): ProviderError;
  /** The vendor's list of its models, where it has one. */
  readonly modelList?: ModelList;
}

export interface ModelList {
  toRequest(baseUrl: string): ModelListRequest;
  /** The models of an answer with a 2xx status. @throws ProviderError when it is no list. */
  fromAnswer(head: UpstreamHead, body: Buffer): readonly ListedModel[];
}

/** A GET. */
export interface ModelListRequest {
  readonly url: URL;
  /** Lower-case names; no credential. */
  readonly headers: Record<string, string>;
}

export interface ProviderCall {
  /** The caller's request with the setting's parameters merged in; `model` is not yet the upstream's. */
  readonly request: ChatCompletionRequest;
  /** What of the request is the caller's still, as it was written. */
  readonly source?: SourceJson | null;
  readonly upstreamModel: string;
  /** As the operator or the connection's owner gave it. */
  readonly baseUrl: string;
  /** Whether the upstream is asked to stream. */
  readonly streaming: boolean;
  /** Whether the last message is an answer that the model is to go on with. */
  readonly goesOn?: boolean;
  /** Whether the caller asked for the usage chunk. */
  readonly includeUsage: boolean;
  /** What is mended for this model: see `PublishedModel`, as the two that follow. */
  readonly repairs: readonly RepairId[];
  readonly refusedFields: readonly string[];
  readonly unknownFieldsRefused: boolean;
  /** In seconds since 1970, and an id: for formats whose answers carry none. */
  readonly created: number;
  readonly completionId: string;
}

export interface UpstreamRequest {
  readonly url: URL;
  /** Lower-case names; no credential: `upstream/authorize` adds it. */
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
  /** Request fields this format has no counterpart for, left out. */
  readonly dropped: readonly string[];
  /** Which of the call's repairs the request needed. */
  readonly repaired?: readonly RepairId[] | undefined;
}

export interface UpstreamHead {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Push decoder of one streamed answer: bytes cut anywhere in, events out, synchronously. */
export interface StreamDecoder {
  /** Whether the format's own end was seen: the answer is over though the socket may stay open. */
  readonly done: boolean;
  /** Which of the call's repairs the answer has needed so far. */
  readonly repaired?: ReadonlySet<RepairId> | undefined;
  /** Usage that was told, also where the caller, who did not ask, is given none. */
  readonly usage?: Usage | null;
  /**
   * The events that these bytes complete. Iterating throws ProviderError, after the events before
   * it, when the bytes are no answer of this format or say that it failed.
   */
  push(bytes: Buffer): Iterable<StreamEvent>;
  /** The upstream closed its stream: what is left, as `push`. */
  end(): Iterable<StreamEvent>;
}

export interface StreamEvent {
  readonly chunk: ChatCompletionChunk;
  /** `chunk` as JSON on one line: the upstream's own text where it spoke the caller's format. */
  readonly json: string;
}

export interface DecodedCompletion {
  readonly completion: ChatCompletion;
  /** `completion` as JSON: the upstream's own bytes where it spoke the caller's format. */
  readonly json: Buffer | string;
  /** Which of the call's repairs it needed. */
  readonly repaired?: ReadonlySet<RepairId> | undefined;
}
