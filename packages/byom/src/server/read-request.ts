import {
  checkRequest,
  jsonDepthExceeds,
  type ChatCompletionRequest,
} from '@jackfield/chat-completions';
import type { IncomingBody, IncomingCall } from './caller.ts';
import { checkFields, type FieldRules } from './check-fields.ts';
import { Refusal } from './refusal.ts';

const bodyBytesMax = 2 * 1_048_576;
const jsonDepthMax = 64;

/**
 * The request a caller posted, of which everything that the kit and a reply read by name has the
 * right kind. Unknown fields stay, and a `null` is as good as nothing.
 *
 * @throws Refusal that says what is wrong with it.
 */
export async function readRequest(
  call: IncomingCall,
  rules: FieldRules,
): Promise<ChatCompletionRequest> {
  const checked = checkRequest(parse(await call.readBody(bodyBytesMax)));
  if (!checked.ok) {
    throw new Refusal(400, 'invalid_request', checked.message, { param: checked.param });
  }
  checkFields(checked.request, rules);
  return checked.request;
}

/** What a read that came to more than `bytesMax` throws. */
export function tooLarge(bytesMax: number): Refusal {
  const megabytes = bytesMax / 1_048_576;
  return new Refusal(413, 'request_too_large', `The request is larger than ${megabytes} MB.`, {
    headers: { connection: 'close' },
  });
}

function parse(body: IncomingBody): unknown {
  if (body.kind === 'parsed') {
    if (valueDepthExceeds(body.value, jsonDepthMax)) throw tooDeep();
    return body.value;
  }
  if (jsonDepthExceeds(body.bytes, jsonDepthMax)) throw tooDeep();
  try {
    return JSON.parse(new TextDecoder().decode(body.bytes));
  } catch (cause) {
    throw new Refusal(400, 'invalid_json', 'The request body is not JSON.', { cause });
  }
}

function tooDeep(): Refusal {
  return new Refusal(
    400,
    'json_too_deep',
    `The JSON is nested deeper than ${jsonDepthMax} levels.`,
  );
}

function valueDepthExceeds(value: unknown, depthMax: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depthMax === 0) return true;
  return Object.values(value).some((inner) => valueDepthExceeds(inner, depthMax - 1));
}
