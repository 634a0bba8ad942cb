import { between } from '../between.ts';
import type { HttpCall } from '../http-call.ts';
import type { Operation } from '../vendor.ts';

/** Converse, ConverseStream and the list of models; the model's ID is one encoded segment. */
export function route({ method, path }: HttpCall): Operation | undefined {
  if (method === 'GET') {
    if (path === '/foundation-models') return { kind: 'models' };
    const model = between(path, '/foundation-models/');
    return model === undefined ? undefined : { kind: 'models', model };
  }
  if (method !== 'POST') return undefined;
  const whole = between(path, '/model/', '/converse');
  if (whole !== undefined) return { kind: 'chat', model: whole, stream: false };
  const streamed = between(path, '/model/', '/converse-stream');
  return streamed === undefined ? undefined : { kind: 'chat', model: streamed, stream: true };
}
