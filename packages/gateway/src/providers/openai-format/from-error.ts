import type { UpstreamHead } from '../provider.ts';
import { ProviderError, type ProviderErrorKind } from '../provider-error.ts';
import { retryAfterMs } from '../retry-after.ts';

/** The parts of an error body that servers of this format have in common, as far as they have them. */
interface ErrorWords {
  message: string;
  type: string;
  code: string;
  param: string | null;
}

/** What a status other than 2xx means. Judged by status and codes; text is only looked at for the context length. */
export function toProviderError(head: UpstreamHead, body: Buffer): ProviderError {
  const text = body.toString('utf8');
  const words = readWords(text);
  return build(kindOf(head.status, words), words, text, retryAfterMs(head), `HTTP ${head.status}`);
}

/**
 * The failure that an answer with a good status carries inside: `{"error": …}` (object or string),
 * `{"object":"error"}`, an event named `error`; `null` where it carries none.
 */
export function errorInAnswer(parsed: unknown, eventName = ''): ProviderError | null {
  if (typeof parsed !== 'object' || parsed === null) return null;
  const says =
    ('error' in parsed && Boolean(parsed.error)) ||
    ('object' in parsed && parsed.object === 'error') ||
    eventName === 'error';
  if (!says) return null;
  const text = JSON.stringify(parsed);
  const words = readWords(text);
  const status = Number(words.code);
  const kind = Number.isInteger(status) && status >= 400 ? kindOf(status, words) : kindOf(0, words);
  return build(kind, words, text, null, 'an error inside its answer');
}

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

function kindOf(status: number, { code, type, message }: ErrorWords): ProviderErrorKind {
  if (code === 'context_length_exceeded' || type === 'exceed_context_size_error') {
    return 'context_length';
  }
  if (code === 'content_filter' || code === 'content_policy_violation') return 'content_filter';
  // vLLM and llama.cpp send no code of their own for it.
  if (status === 400 && /context (?:length|size|window)/i.test(message)) return 'context_length';
  if (code === 'insufficient_quota') return 'rate_limited';
  switch (status) {
    case 401:
    case 403:
      return 'auth';
    case 404:
    case 405:
      return 'not_found';
    case 408:
    case 504:
      return 'timeout';
    case 429:
      return 'rate_limited';
    case 503:
    case 529:
      return 'overloaded';
    default:
      if (status >= 500) return 'unavailable';
      return status >= 400 ? 'invalid_request' : inAnswer(type, code);
  }
}

function inAnswer(type: string, code: string): ProviderErrorKind {
  if (type === 'rate_limit_error' || code === 'rate_limit_exceeded') return 'rate_limited';
  if (type === 'invalid_request_error') return 'invalid_request';
  if (type === 'overloaded_error' || code === 'server_is_overloaded') return 'overloaded';
  return 'unavailable';
}

function build(
  kind: ProviderErrorKind,
  words: ErrorWords,
  text: string,
  retryAfter: number | null,
  origin: string,
): ProviderError {
  const detail = `${origin}: ${text.slice(0, 2_000)}`;
  switch (kind) {
    case 'invalid_request':
      return new ProviderError(kind, {
        message: words.message || `The model’s server refused the request (${origin}).`,
        code: words.code || 'invalid_request',
        param: words.param,
        retryable: false,
        detail,
      });
    case 'context_length':
      return new ProviderError(kind, {
        message: words.message || 'The conversation is longer than the model can take.',
        code: 'context_length_exceeded',
        param: 'messages',
        retryable: false,
        detail,
      });
    case 'content_filter':
      return new ProviderError(kind, {
        message: words.message || 'The model’s content filter refused the request.',
        code: 'content_filter',
        retryable: false,
        detail,
      });
    case 'rate_limited':
      return new ProviderError(kind, {
        message:
          words.code === 'insufficient_quota'
            ? 'The account with the model’s provider has no credit left.'
            : 'The model’s provider is limiting the rate of requests.',
        code: words.code === 'insufficient_quota' ? words.code : 'rate_limit_exceeded',
        retryable: words.code !== 'insufficient_quota',
        retryAfterMs: retryAfter,
        detail,
      });
    case 'auth':
      return new ProviderError(kind, {
        message:
          'The model’s server refused the credential Jackfield holds for it. An admin can give it again in Jackfield.',
        code: 'provider_auth_failed',
        retryable: false,
        detail,
      });
    case 'not_found':
      return new ProviderError(kind, {
        message:
          'The model’s server does not know this model or path. It may have been shut down, or the endpoint’s URL is not the right one.',
        code: 'upstream_not_found',
        retryable: false,
        detail,
      });
    case 'overloaded':
      return new ProviderError(kind, {
        message: 'The model’s server is overloaded.',
        code: 'upstream_overloaded',
        retryable: true,
        retryAfterMs: retryAfter,
        detail,
      });
    case 'timeout':
      return new ProviderError(kind, {
        message: 'The model’s server gave up waiting for its own answer.',
        code: 'upstream_timeout',
        retryable: true,
        detail,
      });
    case 'unavailable':
    case 'bad_response':
      return new ProviderError('unavailable', {
        message: 'The model’s server failed.',
        code: 'upstream_unavailable',
        retryable: true,
        detail,
      });
  }
}

/**
 * Bodies in the wild: `{"error":{message,…}}`, `{"error":"text"}`, `[{"error":{…}}]`,
 * `{"object":"error","message":…}`, FastAPI's `{"detail": text or list}`, plain text, HTML.
 */
function readWords(text: string): ErrorWords {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    const plain = text.trimStart().startsWith('<') ? '' : text.trim().slice(0, 500);
    return { message: plain, type: '', code: '', param: null };
  }
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (typeof first === 'string') return { message: first, type: '', code: '', param: null };
  if (!isRecord(first)) return { message: '', type: '', code: '', param: null };
  const inner = first['error'];
  if (typeof inner === 'string') return { message: inner, type: '', code: '', param: null };
  const source = isRecord(inner) ? inner : first;
  return {
    message: words(source['message'] ?? source['detail']),
    type: scalar(source['type']),
    code: scalar(source['code']),
    param: typeof source['param'] === 'string' ? source['param'] : null,
  };
}

function words(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, 2_000);
  if (isRecord(value) && 'detail' in value) return words(value['detail']);
  if (!Array.isArray(value)) return '';
  return value
    .map((item: unknown) =>
      isRecord(item) ? [location(item['loc']), scalar(item['msg'])].filter(Boolean).join(': ') : '',
    )
    .filter(Boolean)
    .join('; ')
    .slice(0, 2_000);
}

function location(value: unknown): string {
  return Array.isArray(value) ? value.map(scalar).join('.') : '';
}

function scalar(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
