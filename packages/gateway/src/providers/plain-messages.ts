import { isUtf8 } from 'node:buffer';
import type { ChatCompletionRequest, ChatMessage } from '@jackfield/chat-completions';
import { JsonBytes } from './json-bytes.ts';
import { lazyList } from './lazy-list.ts';

/** Of shorter texts the values are built in less time. */
const bytesMin = 1_024;

const roles = ['user', 'assistant', 'system', 'developer'] as const;
type Role = (typeof roles)[number];
const roleTexts = roles.map((role) => ({ role, text: Buffer.from(`"${role}"`) }));

const roleName = Buffer.from('"role"');
const contentName = Buffer.from('"content"');
const messagesName = Buffer.from('"messages"');

/** A role and a text, and nothing else. */
export interface PlainMessage {
  readonly role: Role;
  readonly content: string;
}

/** What is known of plain messages that nobody has built yet. */
interface PlainMessages {
  readonly roles: ReadonlySet<Role>;
  /** Those put before them since. */
  readonly before: readonly PlainMessage[];
  /** Their bytes, without the brackets around them; one for all the lists that go back to a request. */
  readonly text: { bytes: Buffer };
}

const known = new WeakMap<readonly ChatMessage[], PlainMessages>();

/**
 * Reads a request whose messages are all plain, and leaves these unbuilt until somebody looks at them;
 * `null` for any other text, JSON or not, and one that nests deeper than `depthMax`. A conversation of
 * texts, however long, is so checked by its bytes and passed on in them.
 * @throws SyntaxError for what stands beside the messages
 */
export function readPlainRequest(bytes: Buffer, depthMax: number): unknown {
  if (bytes.length < bytesMin) return null;
  const span = findMessages(new JsonBytes(bytes), depthMax);
  if (span === null || !isUtf8(bytes)) return null;
  const { start, end } = span;
  const others = `${bytes.toString('utf8', 0, start)}[]${bytes.toString('utf8', end)}`;
  // Holds: it begins with a brace.
  const request = JSON.parse(others) as { messages: ChatMessage[] };
  const text = { bytes: bytes.subarray(start + 1, end - 1) };
  request.messages = plainList({ roles: span.roles, before: [], text });
  return request;
}

/** Whether the messages are known to be plain: who would look for anything else in them needn't build them. */
export function arePlain(messages: readonly ChatMessage[]): boolean {
  return known.has(messages);
}

/** Whether one of the messages has one of these roles. */
export function hasRole(messages: readonly ChatMessage[], ...wanted: readonly Role[]): boolean {
  const plain = known.get(messages);
  if (plain !== undefined) return wanted.some((one) => plain.roles.has(one));
  return messages.some(({ role }) => wanted.some((one) => one === role));
}

/** The messages with one more before them. */
export function withFirst(first: PlainMessage, messages: readonly ChatMessage[]): ChatMessage[] {
  const plain = known.get(messages);
  if (plain === undefined) return [{ ...first }, ...messages];
  const { roles: others, before, text } = plain;
  return plainList({
    roles: new Set([first.role, ...others]),
    before: [first, ...before],
    text,
  });
}

/** The JSON of a request whose messages are plain still; `null` for any other. */
export function writePlainRequest(request: ChatCompletionRequest): Buffer | null {
  const plain = known.get(request.messages);
  if (plain === undefined) return null;
  const { text, before } = plain;
  const { messages: _unbuilt, ...others } = request;
  const start = JSON.stringify(others).slice(0, -1);
  const first = before.map((message) => `${JSON.stringify(message)},`).join('');
  const opening = Buffer.from(`${start}${start === '{' ? '' : ','}"messages":[${first}`);
  const written = Buffer.concat([opening, text.bytes, ending]);
  // The bytes that came needn't be kept beside those that go.
  text.bytes = written.subarray(opening.length, written.length - ending.length);
  return written;
}

const ending = Buffer.from(']}');

function plainList(plain: PlainMessages): ChatMessage[] {
  const messages = lazyList<ChatMessage>(() => {
    // Holds: the scan has found nothing else there.
    const read = JSON.parse(`[${plain.text.bytes.toString()}]`) as ChatMessage[];
    return [...plain.before.map((message) => ({ ...message })), ...read];
  });
  known.set(messages, plain);
  return messages;
}

interface FoundMessages {
  readonly start: number;
  readonly end: number;
  readonly roles: ReadonlySet<Role>;
}

/** The value of the one `messages` in the outermost object, whose names have no escapes. */
function findMessages(text: JsonBytes, depthMax: number): FoundMessages | null {
  const { bytes } = text;
  let at = text.space(0);
  if (bytes[at] !== 0x7b) return null;
  let found: FoundMessages | null = null;
  do {
    const start = text.space(at + 1);
    const end = text.plainString(start);
    const value = end === -1 ? -1 : afterColon(text, end);
    if (value === -1) return null;
    if (standsAt(bytes, messagesName, start)) {
      if (found !== null) return null;
      found = scanMessages(text, value);
      if (found === null) return null;
      at = text.space(found.end);
    } else {
      at = text.value(value, depthMax - 1);
      if (at === -1) return null;
      at = text.space(at);
    }
  } while (bytes[at] === 0x2c);
  return bytes[at] === 0x7d ? found : null;
}

function scanMessages(text: JsonBytes, start: number): FoundMessages | null {
  const { bytes } = text;
  if (bytes[start] !== 0x5b) return null;
  const found = new Set<Role>();
  let at = start;
  do {
    at = scanMessage(text, text.space(at + 1), found);
    if (at === -1) return null;
    at = text.space(at);
  } while (bytes[at] === 0x2c);
  return bytes[at] === 0x5d ? { start, end: at + 1, roles: found } : null;
}

/** `{ "role": …, "content": "…" }`, in either order; the place behind it, or -1 for anything else. */
function scanMessage(text: JsonBytes, start: number, found: Set<Role>): number {
  const { bytes } = text;
  if (bytes[start] !== 0x7b) return -1;
  let role: Role | null = null;
  let hasContent = false;
  let at = start;
  do {
    const name = text.space(at + 1);
    if (role === null && standsAt(bytes, roleName, name)) {
      const value = afterColon(text, name + roleName.length);
      const written = roleTexts.find((one) => standsAt(bytes, one.text, value));
      if (written === undefined) return -1;
      role = written.role;
      at = value + written.text.length;
    } else if (!hasContent && standsAt(bytes, contentName, name)) {
      hasContent = true;
      at = text.string(afterColon(text, name + contentName.length));
      if (at === -1) return -1;
    } else return -1;
    at = text.space(at);
  } while (bytes[at] === 0x2c);
  if (role === null || !hasContent || bytes[at] !== 0x7d) return -1;
  found.add(role);
  return at + 1;
}

/** Where the value of a member begins; -1 where no colon leads to it. */
function afterColon(text: JsonBytes, at: number): number {
  const colon = text.space(at);
  return text.bytes[colon] === 0x3a ? text.space(colon + 1) : -1;
}

function standsAt(bytes: Buffer, wanted: Buffer, at: number): boolean {
  for (let index = 0; index < wanted.length; index += 1) {
    if (bytes[at + index] !== wanted[index]) return false;
  }
  return true;
}
