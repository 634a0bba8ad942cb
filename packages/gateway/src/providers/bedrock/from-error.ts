import { errorOfKind, kindOfStatus, outOfCreditStatus } from '../error-of-kind.ts';
import { isRecord } from '../is-record.ts';
import type { UpstreamHead } from '../provider.ts';
import type { ProviderError, ProviderErrorKind } from '../provider-error.ts';
import { redirectError } from '../redirect-error.ts';
import { retryAfterMs } from '../retry-after.ts';
import { withoutLeadIn } from '../without-lead-in.ts';

/** What a status other than 2xx means: judged by the exception's name, else by the status. */
export function toProviderError(head: UpstreamHead, body: Buffer): ProviderError {
  const redirect = redirectError(head);
  if (redirect !== null) return redirect;
  const text = withoutLeadIn(body).toString('utf8');
  const { name, message } = readWords(text);
  const header = head.headers['x-amzn-errortype'];
  const exception = exceptionName(typeof header === 'string' ? header : name);
  const kind = kindOf(exception, message) ?? kindOfStatus(head.status) ?? 'unavailable';
  return build(kind, message, head, exception, text);
}

/** A frame that says that an answer with a good status failed on its way. */
export function errorInStream(
  headers: ReadonlyMap<string, string>,
  payload: Buffer,
): ProviderError {
  const text = payload.toString('utf8');
  const { message } = readWords(text);
  const exception = headers.get(':exception-type') ?? headers.get(':error-code') ?? '';
  const words = message || (headers.get(':error-message') ?? '');
  const kind = kindOf(exceptionName(exception), words) ?? 'unavailable';
  return build(kind, words, null, exception, text);
}

/**
 * What an exception means, by its name in small letters, as streams begin them with one. Sources: the
 * errors of `@aws-sdk/client-bedrock-runtime` 3.1164.0; those every AWS service has, docs.aws.amazon.com
 * IAM/latest/APIReference/CommonErrors.html.
 */
const kinds: ReadonlyMap<string, ProviderErrorKind> = new Map([
  ['accessdeniedexception', 'auth'],
  ['unrecognizedclientexception', 'auth'],
  ['invalidsignatureexception', 'auth'],
  ['signaturedoesnotmatch', 'auth'],
  ['incompletesignature', 'auth'],
  ['incompletesignatureexception', 'auth'],
  ['expiredtokenexception', 'auth'],
  ['invalidclienttokenid', 'auth'],
  ['missingauthenticationtokenexception', 'auth'],
  ['missingauthenticationtoken', 'auth'],
  ['notauthorized', 'auth'],
  ['optinrequired', 'auth'],
  ['resourcenotfoundexception', 'not_found'],
  ['unknownoperationexception', 'not_found'],
  ['throttlingexception', 'rate_limited'],
  ['toomanyrequestsexception', 'rate_limited'],
  ['servicequotaexceededexception', 'rate_limited'],
  ['modelnotreadyexception', 'overloaded'],
  ['serviceunavailableexception', 'overloaded'],
  ['serviceunavailable', 'overloaded'],
  ['modeltimeoutexception', 'timeout'],
  ['internalserverexception', 'unavailable'],
  ['internalfailure', 'unavailable'],
  ['modelerrorexception', 'unavailable'],
  ['modelstreamerrorexception', 'unavailable'],
  ['conflictexception', 'invalid_request'],
]);

function kindOf(exception: string, message: string): ProviderErrorKind | null {
  const name = exception.toLowerCase();
  return name === 'validationexception' ? kindOfValidation(message) : (kinds.get(name) ?? null);
}

/**
 * Bedrock has one exception for three things, so its words must tell them apart: a model that is
 * retired or wants an inference profile, a conversation that is too long, and a request at fault.
 * Sources: FlowiseAI/Flowise#4253 (on-demand throughput), aws-samples/assessment-generator#2 and
 * aaif-goose/goose#7442 (too long).
 */
function kindOfValidation(message: string): ProviderErrorKind {
  if (/model identifier is invalid|on-demand throughput isn.t supported/i.test(message)) {
    return 'not_found';
  }
  if (
    /(?:input|prompt) is too long|too many input tokens|context (?:length|window)/i.test(message)
  ) {
    return 'context_length';
  }
  return 'invalid_request';
}

function build(
  kind: ProviderErrorKind,
  message: string,
  /** `null` inside an answer. */
  head: UpstreamHead | null,
  exception: string,
  text: string,
): ProviderError {
  const origin = head === null ? 'inside its answer' : `HTTP ${head.status}`;
  return errorOfKind(kind, {
    message,
    code: '',
    param: null,
    retryAfterMs: head === null ? null : retryAfterMs(head),
    detail: `${origin}${exception && `, ${exception}`}: ${text.slice(0, 2_000)}`,
    outOfCredit: head?.status === outOfCreditStatus,
  });
}

/** `ValidationException:http://internal.amazon.com/…` and `com.amazon.coral.service#UnknownOperationException`. */
function exceptionName(type: string): string {
  return type.split(':')[0]?.split('#').at(-1)?.trim() ?? '';
}

function readWords(text: string): { name: string; message: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { name: '', message: '' };
  }
  if (!isRecord(parsed)) return { name: '', message: '' };
  const inner = isRecord(parsed['Output']) ? parsed['Output'] : parsed;
  const name = inner['__type'] ?? inner['code'];
  const message = inner['message'] ?? inner['Message'];
  return {
    name: typeof name === 'string' ? name : '',
    message: typeof message === 'string' ? message.slice(0, 2_000) : '',
  };
}
