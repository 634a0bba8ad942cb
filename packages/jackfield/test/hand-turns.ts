import { restCalls } from './rest-calls.ts';

/** One chunk of an upstream's stream. */
export function event(delta: object, finishReason: string | null = null): string {
  return `data: ${JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  })}\n\n`;
}

interface Made {
  readonly id: string;
  readonly model: string;
  readonly key: string;
}

/** The key of an agent whose model is the upstream. */
export async function agentKey(url: string, upstreamUrl: string): Promise<string> {
  const call = restCalls(() => url);
  const auth = { method: 'none' };
  const connection = { name: 'By hand', url: upstreamUrl, modelId: 'm', auth };
  const { model } = await call<Made>('POST /connections', connection);
  const { id } = await call<Made>('POST /agents', { name: 'Front desk' });
  await call<Made>(`PUT /agents/${id}/model-setting`, { model });
  return (await call<Made>(`POST /agents/${id}/keys`, {})).key;
}

/** Begins a streamed turn. */
export function post(url: string, key: string, content = 'Hi'): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ stream: true, messages: [{ role: 'user', content }] }),
  });
}
