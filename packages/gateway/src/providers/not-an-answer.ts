import type { UpstreamHead } from './provider.ts';
import { ProviderError } from './provider-error.ts';

/** A good status over something that is no answer: HTML of a login page, an empty body, other JSON. */
export function notAnAnswer(head: UpstreamHead, body: Buffer, cause?: unknown): ProviderError {
  return new ProviderError('bad_response', {
    message: 'The model’s server answered with something that is not a chat completion.',
    code: 'upstream_malformed',
    retryable: true,
    detail: `HTTP ${head.status}, ${String(head.headers['content-type'] ?? 'no content type')}: ${body.toString('utf8', 0, 2_000)}`,
    cause,
  });
}

/** A good status over something that is no list of models. */
export function notAList(head: UpstreamHead, body: Buffer): ProviderError {
  const { kind, code, retryable, detail } = notAnAnswer(head, body);
  return new ProviderError(kind, {
    message: 'The model’s server answered with something that is not a list of models.',
    code,
    retryable,
    detail,
  });
}

/** An event within an answer that makes no sense in its format. */
export function malformedEvent(cause?: unknown): ProviderError {
  return new ProviderError('bad_response', {
    message: 'The model sent an event that is not a chat completion chunk.',
    code: 'upstream_malformed',
    retryable: true,
    cause,
  });
}

/** A whole answer without its end. */
export function truncatedAnswer(): ProviderError {
  return new ProviderError('bad_response', {
    message: 'The model’s answer broke off before its end.',
    code: 'upstream_truncated',
    retryable: true,
  });
}

/** More than is held in memory for one event or answer. */
export function answerTooLarge(cause?: unknown): ProviderError {
  return new ProviderError('bad_response', {
    message: 'The model sent more than may be held in memory for one event or answer.',
    code: 'upstream_too_large',
    retryable: false,
    cause,
  });
}
