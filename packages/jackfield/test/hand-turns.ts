import { adminToken } from './start-program.ts';

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
  const send = async (method: string, path: string, body: unknown): Promise<Made> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
    // Holds for the fields that are read from each answer below.
    return (await response.json()) as Made;
  };
  const auth = { method: 'none' };
  const connection = { name: 'By hand', url: upstreamUrl, modelId: 'm', auth };
  const { model } = await send('POST', '/connections', connection);
  const { id } = await send('POST', '/agents', { name: 'Front desk' });
  await send('PUT', `/agents/${id}/model-setting`, { model });
  return (await send('POST', `/agents/${id}/keys`, {})).key;
}

/** Begins a streamed turn. */
export function post(url: string, key: string, content = 'Hi'): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ stream: true, messages: [{ role: 'user', content }] }),
  });
}
