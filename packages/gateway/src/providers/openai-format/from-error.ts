import { errorOfKind, kindOfStatus, outOfCreditStatus } from '../error-of-kind.ts';
import { isRecord } from '../is-record.ts';
import type { UpstreamHead } from '../provider.ts';
import type { ProviderError, ProviderErrorKind } from '../provider-error.ts';
import { redirectError } from '../redirect-error.ts';
import { retryAfterMs } from '../retry-after.ts';
import { withoutLeadIn } from '../without-lead-in.ts';

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
  const text = withoutLeadIn(body).toString('utf8');
  const words = readWords(text);
  return build(head.status, words, text, retryAfterMs(head), `HTTP ${head.status}`);
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
  return build(status, words, text, null, 'an error inside its answer');
}

/** Where a conversation too long may be told without a code of its own: 0 is inside an answer. */
const tooLongStatuses = new Set([0, 400, 413, 422]);

/**
 * vLLM, llama.cpp, LM Studio and Mistral speak of the context; Anthropic of the prompt; TGI counts
 * `inputs` (its router/src/validation.rs); Gemini's compatible endpoint has Gemini's own words.
 */
const tooLongWords =
  /context (?:length|size|window)|(?:prompt|input) is too long|must have less than \d+ tokens|`inputs` tokens \+ `max_new_tokens` must be|input token count .{0,40}exceeds/i;

function kindOf(status: number, words: ErrorWords): ProviderErrorKind {
  const { code, type, message, guarded } = words;
  if (code === 'context_length_exceeded' || type === 'exceed_context_size_error') {
    return 'context_length';
  }
  if (guarded || code === 'content_filter' || code === 'content_policy_violation') {
    return 'content_filter';
  }
  if (tooLongStatuses.has(status) && tooLongWords.test(message)) return 'context_length';
  if (isOutOfCredit(status, words)) return 'rate_limited';
  // A 400 of Mistral's: the model is unknown or has been retired (tmc/langchaingo#1233).
  if (type === 'invalid_model') return 'not_found';
  const kind = kindOfStatus(status) ?? inAnswer(type, code);
  // With a 403 it is the account that may not use it, with a 5xx a router that has none just now.
  return kind === 'invalid_request' && code === 'model_not_found' ? 'not_found' : kind;
}

/** OpenAI has two codes for it, and some servers give the first as the type alone. */
function isOutOfCredit(status: number, { code, type }: ErrorWords): boolean {
  return (
    status === outOfCreditStatus ||
    code === 'insufficient_quota' ||
    code === 'credit_balance_exhausted' ||
    type === 'insufficient_quota'
  );
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
  status: number,
  words: ErrorWords,
  text: string,
  retryAfter: number | null,
  origin: string,
): ProviderError {
  return errorOfKind(kindOf(status, words), {
    ...words,
    retryAfterMs: retryAfter,
    detail: `${origin}: ${text.slice(0, 2_000)}`,
    outOfCredit: isOutOfCredit(status, words),
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
