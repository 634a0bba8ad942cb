import { checkRequest, type ChatCompletionRequest } from '@jackfield/chat-completions';
import { readPlainRequest } from '../providers/plain-messages.ts';
import { readJson, type SourceJson } from '../providers/source-json.ts';
import { HttpError } from './http-error.ts';

const jsonDepthMax = 64;

export interface ParsedRequest {
  readonly request: ChatCompletionRequest;
  /** `request` as it was written, where that is worth while. */
  readonly source: SourceJson | null;
}

/** The caller's request, judged only as far as the gateway itself relies on it. @throws HttpError 400 */
export function parseRequest(body: Buffer): ParsedRequest {
  if (body.length === 0) throw badRequest('invalid_json', 'The request has no body.');
  const plain = orInvalid(() => readPlainRequest(body, jsonDepthMax));
  if (plain !== null) return { request: checked(plain, true), source: null };
  const read = orInvalid(() => readJson(body, jsonDepthMax));
  if (read === null) {
    throw badRequest('json_too_deep', `The request nests deeper than ${jsonDepthMax} levels.`);
  }
  return { request: checked(read.value, false), source: read.source };
}

function checked(body: unknown, messagesAreKnown: boolean): ChatCompletionRequest {
  const check = checkRequest(body, messagesAreKnown);
  if (!check.ok) throw badRequest('invalid_value', check.message, check.param);
  return check.request;
}

function orInvalid<Read>(read: () => Read): Read {
  try {
    return read();
  } catch {
    throw badRequest('invalid_json', 'The request body is not valid JSON.');
  }
}

function badRequest(code: string, message: string, param: string | null = null): HttpError {
  return new HttpError(400, code, message, param);
}
