import { readEvents } from './read-events.ts';

export interface ChatTurn {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** What is known of an answer so far; every field only ever fills. */
export interface Answer {
  readonly text: string;
  readonly model: string | null;
  readonly revision: string | null;
  readonly requestId: string | null;
  readonly firstTokenMs: number | null;
  readonly totalMs: number | null;
  readonly finishReason: string | null;
  readonly failure: { readonly code: string; readonly message: string } | null;
}

export const noAnswerYet: Answer = {
  text: '',
  model: null,
  revision: null,
  requestId: null,
  firstTokenMs: null,
  totalMs: null,
  finishReason: null,
  failure: null,
};

/** Longer than any deadline a setting has by default, so that the gateway's own words come first. */
const silenceMsMax = 120_000;

/**
 * Carries one turn through the gateway and tells of every change; never throws. Aborting `signal`
 * closes the request, and with it the upstream's.
 */
export async function carryTurn(
  agentId: string,
  messages: readonly ChatTurn[],
  signal: AbortSignal,
  tell: (answer: Answer) => void,
): Promise<void> {
  let answer = noAnswerYet;
  const learn = (more: Partial<Answer>): void => {
    answer = { ...answer, ...more };
    tell(answer);
  };
  const startedAt = performance.now();
  const since = (): number => Math.round(performance.now() - startedAt);
  const silence = new AbortController();
  let watch = setTimeout(() => silence.abort(), silenceMsMax);
  try {
    const response = await fetch(`/api/v1/agents/${agentId}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ messages, stream: true }),
      signal: AbortSignal.any([signal, silence.signal]),
    });
    learn({
      model: response.headers.get('x-jackfield-model'),
      revision: response.headers.get('x-jackfield-revision'),
      requestId: response.headers.get('x-request-id'),
    });
    if (!response.ok || response.body === null) {
      learn({ failure: toFailure(await response.json().catch(() => null), response.status) });
      return;
    }
    for await (const data of readEvents(response.body)) {
      clearTimeout(watch);
      watch = setTimeout(() => silence.abort(), silenceMsMax);
      if (data === '[DONE]') break;
      const event = toEvent(data);
      if (event.failure) {
        learn({ failure: event.failure });
        return;
      }
      if (event.text !== '') {
        learn({ text: answer.text + event.text, firstTokenMs: answer.firstTokenMs ?? since() });
      }
      if (event.finishReason !== null) learn({ finishReason: event.finishReason });
    }
    if (answer.finishReason === null) {
      learn({
        failure: {
          code: 'stream_ended_early',
          message:
            'The answer stopped before the model said it was finished. A caller would have heard it break off.',
        },
      });
    }
  } catch (error) {
    if (signal.aborted) return;
    learn({
      failure: silence.signal.aborted
        ? { code: 'silence', message: 'Nothing was heard for two minutes, so this page gave up.' }
        : {
            code: 'unreachable',
            message: `Jackfield could not be reached (${error instanceof Error ? error.message : 'no reason given'}). Check that it is running, then send again.`,
          },
    });
  } finally {
    clearTimeout(watch);
    learn({ totalMs: since() });
  }
}

interface Event {
  readonly text: string;
  readonly finishReason: string | null;
  readonly failure: Answer['failure'];
}

function toEvent(data: string): Event {
  let chunk: unknown;
  try {
    chunk = JSON.parse(data);
  } catch {
    return {
      text: '',
      finishReason: null,
      failure: { code: 'bad_response', message: 'The stream held something that is not JSON.' },
    };
  }
  if (isRecord(chunk) && isRecord(chunk['error'])) {
    return { text: '', finishReason: null, failure: toFailure(chunk, 0) };
  }
  const choice =
    isRecord(chunk) && Array.isArray(chunk['choices']) ? (chunk['choices'][0] as unknown) : null;
  const delta = isRecord(choice) && isRecord(choice['delta']) ? choice['delta'] : {};
  const refusal = typeof delta['refusal'] === 'string' ? delta['refusal'] : '';
  return {
    text: typeof delta['content'] === 'string' ? delta['content'] : refusal,
    finishReason:
      isRecord(choice) && typeof choice['finish_reason'] === 'string'
        ? choice['finish_reason']
        : null,
    failure: null,
  };
}

/** The gateway speaks OpenAI's error shape, the REST API `application/problem+json`. */
function toFailure(body: unknown, status: number): { code: string; message: string } {
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
