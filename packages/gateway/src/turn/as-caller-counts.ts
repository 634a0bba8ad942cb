import { ProviderError } from '../providers/provider-error.ts';

/**
 * The error of a request that had the agent's instructions before the caller's messages, with the
 * message that its `param` names counted as the caller sent them. The instructions are no field of theirs.
 */
export function asCallerCounts(error: ProviderError): ProviderError {
  const [named, behind, index] = /^messages([[.])(\d+)/.exec(error.param ?? '') ?? [];
  if (named === undefined || error.param === null) return error;
  const param =
    index === '0'
      ? null
      : `messages${behind}${Number(index) - 1}${error.param.slice(named.length)}`;
  const { kind, message, code, retryable, retryAfterMs, detail, cause } = error;
  return new ProviderError(kind, { message, code, param, retryable, retryAfterMs, detail, cause });
}
