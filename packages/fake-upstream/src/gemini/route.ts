import { between } from '../between.ts';
import type { HttpCall } from '../http-call.ts';
import type { Operation } from '../vendor.ts';

/** `models/{m}:generateContent`, `models/{m}:streamGenerateContent`, `models` and `models/{m}`. */
export function route({ method, path, query }: HttpCall, basePath: string): Operation | undefined {
  const models = `${basePath}/models`;
  if (method === 'GET') {
    if (path === models) return { kind: 'models' };
    const model = between(path, `${models}/`);
    return model === undefined ? undefined : { kind: 'models', model };
  }
  if (method !== 'POST') return undefined;
  const whole = between(path, `${models}/`, ':generateContent');
  if (whole !== undefined) return { kind: 'chat', model: whole, stream: false };
  const streamed = between(path, `${models}/`, ':streamGenerateContent');
  if (streamed === undefined) return undefined;
  const sse = new URLSearchParams(query).get('alt') === 'sse';
  return { kind: 'chat', model: streamed, stream: true, sse };
}
