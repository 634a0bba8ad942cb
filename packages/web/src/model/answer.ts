import type { PlaygroundEvents, Turn } from '@jackfield/control-plane/rest-types';
import type { CalledTool, ChatMessage } from './chat-message.ts';
import { isRecord } from './is-record.ts';

/** What is known of a turn's answer so far. Every time in it was taken by the gateway. */
export interface Answer {
  readonly text: string;
  readonly toolCalls: readonly CalledTool[];
  readonly finishReason: string | null;
  readonly failure: Failure | null;
  /** Of the answer as a caller would get it. */
  readonly head: Pick<PlaygroundEvents['head'], 'status' | 'headers'> | null;
  /** The body, byte for byte. */
  readonly raw: string;
  /** Where the first sentence was complete, since the turn began. */
  readonly firstSentenceMs: number | null;
  /** What the server recorded of the turn; `null` until it is over, or where it was refused before. */
  readonly record: Turn | null;
  readonly over: boolean;
  /** Of `raw`: what doesn't end an event yet. */
  readonly rest: string;
}

export interface Failure {
  readonly code: string;
  readonly message: string;
}

export const noAnswerYet: Answer = {
  text: '',
  toolCalls: [],
  finishReason: null,
  failure: null,
  head: null,
  raw: '',
  firstSentenceMs: null,
  record: null,
  over: false,
  rest: '',
};

export function withHead(answer: Answer, head: NonNullable<Answer['head']>): Answer {
  return { ...answer, head };
}

export function withBody(answer: Answer, text: string, atMs: number): Answer {
  const raw = answer.raw + text;
  if (!isStream(answer)) return { ...answer, raw };
  const events = (answer.rest + text).split(/\r?\n\r?\n/);
  const rest = events.pop() ?? '';
  let next: Answer = { ...answer, raw, rest };
  for (const event of events) next = withEvent(next, event);
  if (next.firstSentenceMs === null && hasSentence(next.text)) {
    next = { ...next, firstSentenceMs: Math.round(atMs) };
  }
  return next;
}

/** Nothing more comes; what the server says of the turn is the last word. */
export function withRecord(answer: Answer, record: Turn | null): Answer {
  const over = { ...answer, record, over: true };
  if (over.failure !== null) return over;
  if (isStream(over)) {
    const isWhole = over.finishReason !== null || record?.outcome === 'left';
    return isWhole ? over : { ...over, failure: brokenOff };
  }
  const body = parse(over.raw);
  const status = over.head?.status ?? 0;
  if (status !== 200) return { ...over, failure: toFailure(body, status) };
  return withChoice(over, body, 'message');
}

/** The answer as the next request says it back; `null` where there was none. */
export function toMessage({ text, toolCalls }: Answer): ChatMessage | null {
  if (toolCalls.length > 0) {
    return { role: 'assistant', content: text === '' ? null : text, tool_calls: toolCalls };
  }
  return text === '' ? null : { role: 'assistant', content: text };
}

/** The gateway speaks OpenAI's error shape, the REST API `application/problem+json`. */
function toFailure(body: unknown, status: number): Failure {
  const error = isRecord(body) && isRecord(body['error']) ? body['error'] : body;
  if (isRecord(error)) {
    const message = error['message'] ?? error['detail'];
    if (typeof message === 'string') {
      const code = [error['code'], error['type']].find((each) => typeof each === 'string');
      return { code: typeof code === 'string' ? code : String(status), message };
    }
  }
  return { code: String(status), message: `The gateway answered ${status} without saying why.` };
}

const brokenOff: Failure = {
  code: 'stream_ended_early',
  message:
    'The answer stopped before the model said it was finished. A caller would have heard it break off.',
};

function isStream({ head }: Answer): boolean {
  return head?.headers['content-type']?.startsWith('text/event-stream') === true;
}

function withEvent(answer: Answer, event: string): Answer {
  const data = event
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).replace(/^ /, ''))
    .join('\n');
  if (data === '' || data === '[DONE]') return answer;
  const chunk = parse(data);
  if (chunk === undefined) {
    const message = 'The stream held something that is not JSON.';
    return { ...answer, failure: { code: 'bad_response', message } };
  }
  if (isRecord(chunk) && isRecord(chunk['error'])) {
    return { ...answer, failure: toFailure(chunk, 0) };
  }
  return withChoice(answer, chunk, 'delta');
}

/** Of several choices the first is shown. */
function withChoice(answer: Answer, body: unknown, part: 'delta' | 'message'): Answer {
  const choices = isRecord(body) && Array.isArray(body['choices']) ? body['choices'] : [];
  const choice: unknown = choices[0];
  if (!isRecord(choice)) return answer;
  const said = isRecord(choice[part]) ? choice[part] : {};
  const { content, refusal, tool_calls: calls } = said;
  const reason = choice['finish_reason'];
  const text = [content, refusal].filter((each) => typeof each === 'string').join('');
  return {
    ...answer,
    text: answer.text + text,
    toolCalls: Array.isArray(calls) ? withCalls(answer.toolCalls, calls) : answer.toolCalls,
    finishReason: typeof reason === 'string' ? reason : answer.finishReason,
  };
}

/** A stream tells a call in parts: its id and name once, its arguments piece by piece. */
function withCalls(before: readonly CalledTool[], parts: readonly unknown[]): CalledTool[] {
  const calls = [...before];
  for (const part of parts) {
    if (!isRecord(part)) continue;
    const index = typeof part['index'] === 'number' ? part['index'] : calls.length;
    const called = isRecord(part['function']) ? part['function'] : {};
    const known = calls[index];
    calls[Math.min(index, calls.length)] = {
      id: text(part['id']) || (known?.id ?? ''),
      type: 'function',
      function: {
        name: text(called['name']) || (known?.function.name ?? ''),
        arguments: (known?.function.arguments ?? '') + text(called['arguments']),
      },
    };
  }
  return calls;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Ended by a full stop and what follows it, or by a full stop of Chinese or Japanese. */
function hasSentence(text: string): boolean {
  return /[.!?…]["'”’)\]]*(?:\s|$)|[。！？]/.test(text);
}
