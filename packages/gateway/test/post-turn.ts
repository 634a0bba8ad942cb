import { agentKey, type StartedGateway } from './start-gateway.ts';

export const hello = { messages: [{ role: 'user', content: 'Hi' }] };

/** Posts one chat completion with the test agent's key. */
export function postTurn(
  gateway: StartedGateway,
  body: object | string,
  init: { path?: string; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Response> {
  return fetch(gateway.url + (init.path ?? '/v1/chat/completions'), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(init.headers ?? { authorization: `Bearer ${agentKey}` }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(init.signal ? { signal: init.signal } : {}),
  });
}

/** The `data:` payloads of a streamed answer, `[DONE]` left as a string. */
export async function eventsOf(response: Response): Promise<unknown[]> {
  const text = await response.text();
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => event.slice('data: '.length))
    .map((data): unknown => (data === '[DONE]' ? data : JSON.parse(data)));
}

/** The text that a list of chunks adds up to. */
export function textOf(events: unknown[]): string {
  return events
    .map((event) =>
      typeof event === 'object' &&
      event !== null &&
      'choices' in event &&
      Array.isArray(event.choices)
        ? String(event.choices[0]?.delta?.content ?? '')
        : '',
    )
    .join('');
}
