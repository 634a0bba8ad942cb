import { between } from '../between.ts';
import type { HttpCall } from '../http-call.ts';
import type { Operation } from '../vendor.ts';

/** The Messages API and the list of models. */
export function route({ method, path }: HttpCall, basePath: string): Operation | undefined {
  if (path === `${basePath}/v1/messages`) return method === 'POST' ? { kind: 'chat' } : undefined;
  if (method !== 'GET') return undefined;
  if (path === `${basePath}/v1/models`) return { kind: 'models' };
  const model = between(path, `${basePath}/v1/models/`);
  return model === undefined ? undefined : { kind: 'models', model };
}
