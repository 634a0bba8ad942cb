import {
  checkRequest,
  jsonDepthExceeds,
  type ChatCompletionRequest,
} from '@jackfield/chat-completions';
import { HttpError } from './http-error.ts';

const jsonDepthMax = 64;

/** The caller's request, judged only as far as the gateway itself relies on it. @throws HttpError 400 */
export function parseRequest(body: Buffer): ChatCompletionRequest {
  if (body.length === 0) throw badRequest('invalid_json', 'The request has no body.');
  if (jsonDepthExceeds(body, jsonDepthMax)) {
    throw badRequest('json_too_deep', `The request nests deeper than ${jsonDepthMax} levels.`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw badRequest('invalid_json', 'The request body is not valid JSON.');
  }
  const check = checkRequest(parsed);
  if (!check.ok) throw badRequest('invalid_value', check.message, check.param);
  return check.request;
}

function badRequest(code: string, message: string, param: string | null = null): HttpError {
  return new HttpError(400, code, message, param);
}
