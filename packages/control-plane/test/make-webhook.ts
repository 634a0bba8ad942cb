import type { TestControlPlane } from './start-control-plane.ts';

/** Somewhere public, so that nothing has to be allowed; nothing is sent there unless a test asks for it. */
export const publicHook = 'https://8.8.8.8/hook/path-canary-0123456789';

/** Makes a webhook; answers what the API says of it, its signing secret too. */
export async function makeWebhook(plane: TestControlPlane, change: object = {}) {
  const body = { name: 'Pager', url: publicHook, events: ['circuit.opened'], ...change };
  return (await plane.call('POST /webhooks', { body })).body;
}
