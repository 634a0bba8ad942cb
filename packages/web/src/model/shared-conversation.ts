import type { CalledTool, ChatMessage } from './chat-message.ts';
import { isRecord } from './is-record.ts';
import { readSetting } from './read-setting.ts';
import type { WholeSetting } from './setting-draft.ts';
import { withoutCredentials } from './without-credentials.ts';

/** What a link holds: nothing of it is stored on the server, and no credential. */
export interface SharedConversation {
  readonly messages: readonly ChatMessage[];
  /** `null`: the agent's own. */
  readonly setting: WholeSetting | null;
  /** The tools' definitions as they were typed; empty for none. */
  readonly tools: string;
}

/** Longer links are cut by chat programs and mail. */
export const linkCharactersMax = 16_000;
/** Of what a link unfolds to: a small text can unfold to any size. */
const unfoldedBytesMax = 1_048_576;

/** For a URL's fragment, which browsers keep from servers. */
export async function toFragment(shared: SharedConversation): Promise<string> {
  const json = withoutCredentials(JSON.stringify({ v: 1, ...shared }));
  const folded = new Blob([json]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(folded).arrayBuffer());
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** `null` where it holds no conversation of ours, or one that is too large. */
export async function fromFragment(fragment: string): Promise<SharedConversation | null> {
  try {
    const base64 = fragment.replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0);
    const folded = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return readShared(JSON.parse(await textOf(folded)));
  } catch {
    return null;
  }
}

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts).text();
    bytes += value.length;
    if (bytes > unfoldedBytesMax) {
      await reader.cancel();
      throw new Error('It unfolds to more than a conversation.');
    }
    parts.push(new Uint8Array(value));
  }
}

function readShared(value: unknown): SharedConversation | null {
  if (!isRecord(value) || value['v'] !== 1 || !Array.isArray(value['messages'])) return null;
  const messages = value['messages'].map(readMessage);
  const setting = value['setting'] == null ? null : readSetting(value['setting']);
  if (setting === null && value['setting'] != null) return null;
  if (!messages.every((message) => message !== null)) return null;
  return { messages, setting, tools: typeof value['tools'] === 'string' ? value['tools'] : '' };
}

function readMessage(value: unknown): ChatMessage | null {
  if (!isRecord(value)) return null;
  const { role, content, tool_call_id: id, tool_calls: calls } = value;
  if (role === 'user' && typeof content === 'string') return { role, content };
  if (role === 'tool' && typeof content === 'string' && typeof id === 'string') {
    return { role, content, tool_call_id: id };
  }
  if (role !== 'assistant' || (content !== null && typeof content !== 'string')) return null;
  if (calls === undefined) return { role, content };
  const called = Array.isArray(calls) ? calls.map(readCall) : [null];
  return called.every((call) => call !== null) ? { role, content, tool_calls: called } : null;
}

function readCall(value: unknown): CalledTool | null {
  if (!isRecord(value) || !isRecord(value['function'])) return null;
  const { id } = value;
  const { name, arguments: given } = value['function'];
  if (typeof id !== 'string' || typeof name !== 'string' || typeof given !== 'string') return null;
  return { id, type: 'function', function: { name, arguments: given } };
}
