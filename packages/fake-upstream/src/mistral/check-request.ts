import { asList, asObject, asText, type JsonObject } from '../json-value.ts';
import { violationsOf, type Violation } from '../shape.ts';
import type { ErrorAnswer } from '../vendor.ts';
import { requestShape } from './request-shape.ts';
import { mistralError } from './to-error.ts';

/**
 * 422 with a list in pydantic's words where the body breaks the published schema; then 400 where the
 * messages break the rules of mistral-common's validator (`protocol/instruct/validator.py`).
 */
export function checkRequest(body: unknown): ErrorAnswer | undefined {
  const violations = violationsOf(requestShape, body);
  if (violations.length > 0) {
    return mistralError({
      status: 422,
      message: { detail: violations.map(toDetail) },
      type: 'invalid_request_error',
      code: null,
    });
  }
  return checkMessages(asList(asObject(body)['messages']).map(asObject));
}

function toDetail({ path, rule, shape, value }: Violation): object {
  const loc = ['body', ...path];
  switch (rule) {
    case 'unknown_field':
      return { type: 'extra_forbidden', loc, msg: 'Extra inputs are not permitted', input: value };
    case 'missing':
      return { type: 'missing', loc, msg: 'Field required', input: value };
    case 'too_large':
    case 'too_small':
      return {
        type: rule === 'too_large' ? 'less_than_equal' : 'greater_than_equal',
        loc,
        msg: `Input should be ${bound(shape, rule)}`,
        input: value,
      };
    case 'not_one_of': {
      if (shape.kind === 'tagged') {
        const expected = Object.keys(shape.of)
          .map((tag) => `'${tag}'`)
          .join(', ');
        return {
          type: 'union_tag_invalid',
          loc,
          msg: `Input tag '${String(asObject(value)[shape.by])}' found using '${shape.by}' does not match any of the expected tags: ${expected}`,
          input: value,
        };
      }
      const expected = shape.kind === 'string' ? (shape.oneOf ?? []) : [];
      return {
        type: 'literal_error',
        loc,
        msg: `Input should be ${expected.map((one) => `'${one}'`).join(', ')}`,
        input: value,
      };
    }
    case 'wrong_type':
      return {
        type: `${shape.kind}_type`,
        loc,
        msg: `Input should be a valid ${shape.kind}`,
        input: value,
      };
  }
}

function bound(shape: Violation['shape'], rule: 'too_large' | 'too_small'): string {
  if (shape.kind !== 'number') return 'in range';
  if (rule === 'too_large') return `less than or equal to ${shape.max}`;
  return shape.above === undefined
    ? `greater than or equal to ${shape.min}`
    : `greater than ${shape.above}`;
}

/** Which roles may follow a role (`_validate_message_order`). */
const followers: Record<string, readonly string[]> = {
  system: ['user', 'assistant', 'system'],
  user: ['assistant', 'system', 'user'],
  assistant: ['assistant', 'user', 'tool'],
  tool: ['assistant', 'tool'],
};

function checkMessages(messages: JsonObject[]): ErrorAnswer | undefined {
  const last = messages.at(-1);
  if (last === undefined) return wrongOrder('Conversation must have at least one message');
  if (messages.length > 1 && last['role'] === 'assistant' && last['prefix'] !== true) {
    return wrongOrder(
      'Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant',
    );
  }
  return checkOrder(messages) ?? checkResults(messages) ?? checkEach(messages);
}

function checkOrder(messages: JsonObject[]): ErrorAnswer | undefined {
  const roles = messages.map(({ role }) => asText(role));
  const at = roles.findIndex((role, i) => {
    const before = roles[i - 1];
    return before !== undefined && !(followers[before] ?? []).includes(role);
  });
  if (at < 0) return undefined;
  return wrongOrder(`Unexpected role '${roles[at]}' after role '${roles[at - 1]}'`);
}

/** Every call has its result before the model speaks again (`_validate_tool_calls_followed_by_tool_messages`). */
function checkResults(messages: JsonObject[]): ErrorAnswer | undefined {
  let expected = 0;
  for (const message of messages) {
    if (message['role'] === 'tool') expected -= 1;
    if (message['role'] !== 'assistant') continue;
    if (expected !== 0) break;
    expected = asList(message['tool_calls']).length;
  }
  if (expected === 0) return undefined;
  return wrongOrder('Not the same number of function calls and responses');
}

function checkEach(messages: JsonObject[]): ErrorAnswer | undefined {
  for (const message of messages) {
    const { role } = message;
    const calls = asList(message['tool_calls']).map(asObject);
    const empty = message['content'] == null || message['content'] === '';
    if (role === 'assistant' && empty && calls.length === 0) {
      return wrong(
        'Assistant message must have either content or tool_calls, but not none.',
        'invalid_request_assistant_message',
        '3240',
      );
    }
    const names = calls.map((call) => asText(asObject(call['function'])['name']));
    const badName = names.find((name) => !/^[a-zA-Z0-9_-]{1,64}$/.test(name));
    if (badName !== undefined) return wrongCall(`Function name was ${badName}`, nameRule);
    const ids = role === 'tool' ? [message['tool_call_id']] : calls.map((call) => call['id']);
    const badId = ids.find((id) => !/^[a-zA-Z0-9]{9}$/.test(asText(id)));
    if (badId !== undefined) return wrongCall(`Tool call id was ${asText(badId)}`, idRule);
  }
  return undefined;
}

const idRule = 'must be a-z, A-Z, 0-9, with a length of 9.';
const nameRule =
  'must be a-z, A-Z, 0-9, or contain underscores and dashes, with a maximum length of 64.';

function wrongCall(what: string, rule: string): ErrorAnswer {
  return wrong(`${what} but ${rule}`, 'invalid_function_call', '3280');
}

function wrongOrder(message: string): ErrorAnswer {
  return wrong(message, 'invalid_request_message_order', '3230');
}

function wrong(message: string, type: string, code: string): ErrorAnswer {
  return mistralError({ status: 400, message, type, code });
}
