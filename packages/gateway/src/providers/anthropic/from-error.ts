import { errorOfKind, kindOfStatus, outOfCreditStatus } from '../error-of-kind.ts';
import { isRecord } from '../is-record.ts';
import type { UpstreamHead } from '../provider.ts';
import type { ProviderError, ProviderErrorKind } from '../provider-error.ts';
import { redirectError } from '../redirect-error.ts';
import { retryAfterMs } from '../retry-after.ts';
import { withoutLeadIn } from '../without-lead-in.ts';

/** `ErrorObject` by its type; platform.claude.com/docs/en/api/errors (read 2026-11-23). */
const kinds: ReadonlyMap<string, ProviderErrorKind> = new Map([
  ['authentication_error', 'auth'],
  ['permission_error', 'auth'],
  ['billing_error', 'rate_limited'],
  ['not_found_error', 'not_found'],
  ['rate_limit_error', 'rate_limited'],
  ['timeout_error', 'timeout'],
  ['overloaded_error', 'overloaded'],
  ['api_error', 'unavailable'],
  ['invalid_request_error', 'invalid_request'],
]);

/** What a status other than 2xx means. */
export function toProviderError(head: UpstreamHead, body: Buffer): ProviderError {
  return redirectError(head) ?? fromError(withoutLeadIn(body).toString('utf8'), head);
}

/** What an error's body means, or an `error` event, which has the same shape but no head. */
export function fromError(
  text: string,
  head: UpstreamHead = { status: 500, headers: {} },
): ProviderError {
  const { type, message } = readWords(text);
  const kind = kinds.get(type) ?? kindOfStatus(head.status) ?? 'unavailable';
  // "prompt is too long: 200251 tokens > 200000 maximum" (boldsoftware/exe.dev#62).
  const isTooLong = kind === 'invalid_request' && /^(?:prompt|input) is too long/i.test(message);
  return errorOfKind(isTooLong ? 'context_length' : kind, {
    message,
    code: '',
    param: null,
    retryAfterMs: retryAfterMs(head),
    detail: `HTTP ${head.status}: ${text.slice(0, 2_000)}`,
    outOfCredit: type === 'billing_error' || head.status === outOfCreditStatus,
  });
}

function readWords(text: string): { type: string; message: string } {
  try {
    const { error }: { error?: unknown } = JSON.parse(text) ?? {};
    if (isRecord(error)) return { type: String(error['type']), message: String(error['message']) };
  } catch {
    // Not JSON: the status says what there is to say.
  }
  return { type: '', message: '' };
}
