import { errorOfKind, kindOfStatus, outOfCreditStatus } from '../error-of-kind.ts';
import { isRecord } from '../is-record.ts';
import type { UpstreamHead } from '../provider.ts';
import type { ProviderError, ProviderErrorKind } from '../provider-error.ts';
import { redirectError } from '../redirect-error.ts';
import { retryAfterMs } from '../retry-after.ts';
import { stringOf } from '../string-of.ts';
import { withoutLeadIn } from '../without-lead-in.ts';

/** `google.rpc.Status` as JSON, as far as it is there. */
interface Status {
  readonly code: number;
  readonly message: string;
  readonly status: string;
  /** `google.rpc.ErrorInfo`: says more than the status, e.g. `API_KEY_INVALID` under a 400. */
  readonly reason: string;
  /** `google.rpc.RetryInfo`: Gemini's `Retry-After`, which it doesn't send. */
  readonly retryDelayMs: number | null;
}

/** What a status other than 2xx means. Judged by Google's own status and reason before the HTTP status. */
export function toProviderError(head: UpstreamHead, body: Buffer): ProviderError {
  const redirect = redirectError(head);
  if (redirect !== null) return redirect;
  const text = withoutLeadIn(body).toString('utf8');
  const status = readStatus(text);
  return build(
    kindOf(head.status, status),
    head.status,
    status,
    status.retryDelayMs ?? retryAfterMs(head),
    `HTTP ${head.status}: ${text.slice(0, 2_000)}`,
  );
}

/** The failure that an answer with a good status carries inside: `{"error": …}`; else `null`. */
export function errorInAnswer(parsed: unknown): ProviderError | null {
  if (!isRecord(parsed) || !parsed['error']) return null;
  const text = JSON.stringify(parsed);
  const status = readStatus(text);
  return build(
    kindOf(status.code, status),
    status.code,
    status,
    status.retryDelayMs,
    `an error inside its answer: ${text.slice(0, 2_000)}`,
  );
}

/**
 * Sources: https://ai.google.dev/gemini-api/docs/troubleshooting; a wrong key is 400
 * INVALID_ARGUMENT with reason API_KEY_INVALID; a conversation too long is 400 INVALID_ARGUMENT,
 * told from others by its words alone (google-gemini/gemini-cli#4118).
 */
function kindOf(httpStatus: number, { status, reason, message }: Status): ProviderErrorKind {
  if (reason.startsWith('API_KEY_') || reason === 'SERVICE_DISABLED') return 'auth';
  switch (status) {
    case 'UNAUTHENTICATED':
    case 'PERMISSION_DENIED':
    // "User location is not supported", "enable billing": the account's, not the caller's.
    case 'FAILED_PRECONDITION':
      return 'auth';
    case 'NOT_FOUND':
      return 'not_found';
    case 'RESOURCE_EXHAUSTED':
      return 'rate_limited';
    case 'UNAVAILABLE':
      return 'overloaded';
    case 'DEADLINE_EXCEEDED':
      return 'timeout';
    case 'INTERNAL':
    case 'UNKNOWN':
    case 'ABORTED':
    case 'CANCELLED':
      return 'unavailable';
    case 'INVALID_ARGUMENT':
    case 'OUT_OF_RANGE':
      return /token count.*exceeds/i.test(message) ? 'context_length' : 'invalid_request';
    default:
      return kindOfStatus(httpStatus) ?? 'unavailable';
  }
}

function build(
  kind: ProviderErrorKind,
  httpStatus: number,
  { message }: Status,
  retryAfter: number | null,
  detail: string,
): ProviderError {
  return errorOfKind(kind, {
    message,
    code: '',
    param: null,
    retryAfterMs: retryAfter,
    detail,
    outOfCredit: httpStatus === outOfCreditStatus,
  });
}

/** Bodies are `{"error":{…}}`, or an array of it where a stream was asked for without `alt=sse`. */
function readStatus(text: string): Status {
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(text);
  } catch {
    // HTML of a proxy, or a body cut off: the HTTP status has to do.
  }
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  const found = isRecord(first) ? first['error'] : undefined;
  const error: Record<string, unknown> = isRecord(found) ? found : {};
  const details: unknown[] = Array.isArray(error['details']) ? error['details'] : [];
  return {
    code: typeof error['code'] === 'number' ? error['code'] : 0,
    message: typeof error['message'] === 'string' ? error['message'].slice(0, 2_000) : '',
    status: stringOf(error['status']),
    reason: stringOf(detailField(details, 'reason')),
    retryDelayMs: fromDuration(detailField(details, 'retryDelay')),
  };
}

function detailField(details: readonly unknown[], field: string): unknown {
  return details.filter(isRecord).find((detail) => field in detail)?.[field];
}

/** `google.protobuf.Duration` as JSON: `34.4s`. */
function fromDuration(value: unknown): number | null {
  const [, seconds] = /^(\d+(?:\.\d+)?)s$/.exec(stringOf(value)) ?? [];
  return seconds === undefined ? null : Math.round(Number(seconds) * 1_000);
}
