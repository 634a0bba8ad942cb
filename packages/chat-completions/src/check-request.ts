import type { ChatCompletionRequest } from './types.ts';

export type RequestCheck =
  | { ok: true; request: ChatCompletionRequest }
  | { ok: false; message: string; param: string | null };

/**
 * Judges what every server must be able to rely on: an object with at least one message, each an
 * object with a role. All else is left to the upstream, the only one who can judge it. Messages that
 * the caller has judged (`messagesAreKnown`) are not looked at.
 */
export function checkRequest(body: unknown, messagesAreKnown = false): RequestCheck {
  if (!isObject(body)) {
    return refused('The request body must be a JSON object.', null);
  }
  const { messages, stream, model } = body;
  const fault = messagesAreKnown ? null : faultOf(messages);
  if (fault !== null) return fault;
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean') {
    return refused(`'stream' must be true or false, not ${typeName(stream)}.`, 'stream');
  }
  if (model !== undefined && model !== null && typeof model !== 'string') {
    return refused(`'model' must be a string, not ${typeName(model)}.`, 'model');
  }
  // Holds: the fields that are read by name were checked above; the rest is `unknown` to us.
  return { ok: true, request: body as unknown as ChatCompletionRequest };
}

function faultOf(messages: unknown): RequestCheck | null {
  if (messages === undefined || messages === null) {
    return refused("Missing required parameter: 'messages'.", 'messages');
  }
  if (!Array.isArray(messages)) {
    return refused(`'messages' must be an array, not ${typeName(messages)}.`, 'messages');
  }
  if (messages.length === 0) {
    return refused("'messages' must hold at least one message.", 'messages');
  }
  for (const [index, message] of messages.entries()) {
    if (!isObject(message)) {
      return refused(`'messages[${index}]' must be an object.`, `messages[${index}]`);
    }
    if (typeof message['role'] !== 'string' || message['role'] === '') {
      return refused(`'messages[${index}].role' must be a string.`, `messages[${index}].role`);
    }
  }
  return null;
}

function refused(message: string, param: string | null): RequestCheck {
  return { ok: false, message, param };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
