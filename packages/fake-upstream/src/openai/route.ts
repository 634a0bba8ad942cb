import { between } from '../between.ts';
import type { HttpCall } from '../http-call.ts';
import type { Operation } from '../vendor.ts';

/** The three paths of the format that the fake answers, below a base such as `/v1`. */
export function route({ method, path }: HttpCall, basePath: string): Operation | undefined {
  const chat = `${basePath}/chat/completions`;
  const models = `${basePath}/models`;
  if (path === chat) return method === 'POST' ? { kind: 'chat' } : undefined;
  if (method !== 'GET') return undefined;
  if (path === models) return { kind: 'models' };
  const model = between(path, `${models}/`);
  return model === undefined ? undefined : { kind: 'models', model };
}
