import { errorOfKind, kindOfStatus } from '../error-of-kind.ts';
import { isRecord } from '../is-record.ts';
import type { UpstreamHead } from '../provider.ts';
import type { ProviderError, ProviderErrorKind } from '../provider-error.ts';
import { redirectError } from '../redirect-error.ts';
import { retryAfterMs } from '../retry-after.ts';

/** The parts of an error body that servers of this format have in common, as far as they have them. */
interface ErrorWords {
  message: string;
  type: string;
  code: string;
  param: string | null;
  /** Mistral's guardrails answer 403 and give their results beside the error. */
  guarded: boolean;
}

/** What a status other than 2xx means. Judged by status and codes; text is only looked at for the context length. */
export function toProviderError(head: UpstreamHead, body: Buffer): ProviderError {
  const redirect = redirectError(head);
  if (redirect !== null) return redirect;
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
  const code = Number(words.code);
  // Some give a status as code; Mistral's own codes have four digits and mean nothing here.
  const status = Number.isInteger(code) && code >= 400 && code <= 599 ? code : 0;
  return build(kindOf(status, words), words, text, null, 'an error inside its answer');
}

function kindOf(status: number, { code, type, message, guarded }: ErrorWords): ProviderErrorKind {
  if (code === 'context_length_exceeded' || type === 'exceed_context_size_error') {
    return 'context_length';
  }
  if (guarded || code === 'content_filter' || code === 'content_policy_violation') {
    return 'content_filter';
  }
  // vLLM, llama.cpp and Mistral send no code of their own for it.
  if (status === 400 && /context (?:length|size|window)/i.test(message)) return 'context_length';
  if (code === 'insufficient_quota') return 'rate_limited';
  // A 400 of Mistral's: the model is unknown or has been retired (tmc/langchaingo#1233).
  if (type === 'invalid_model') return 'not_found';
  return kindOfStatus(status) ?? inAnswer(type, code);
}

function inAnswer(type: string, code: string): ProviderErrorKind {
  if (type === 'rate_limit_error' || type === 'rate_limited' || code === 'rate_limit_exceeded') {
    return 'rate_limited';
  }
  if (type.startsWith('invalid_request')) return 'invalid_request';
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
  return errorOfKind(kind, {
    ...words,
    retryAfterMs: retryAfter,
    detail: `${origin}: ${text.slice(0, 2_000)}`,
    outOfCredit: words.code === 'insufficient_quota',
  });
}

const noWords: ErrorWords = { message: '', type: '', code: '', param: null, guarded: false };

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
    return { ...noWords, message: plain };
  }
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (typeof first === 'string') return { ...noWords, message: first };
  if (!isRecord(first)) return noWords;
  const inner = first['error'];
  if (typeof inner === 'string') return { ...noWords, message: inner };
  const source = isRecord(inner) ? inner : first;
  return {
    message: words(source['message'] ?? source['detail']),
    type: scalar(source['type']),
    code: scalar(source['code']),
    param: typeof source['param'] === 'string' ? source['param'] : null,
    guarded: isRecord(first['guardrails']),
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
