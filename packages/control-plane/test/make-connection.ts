import type { TestControlPlane } from './start-control-plane.ts';

export const canary = 'canary-credential-0123456789';

/** A public address from the block that is kept for documentation is refused, so this one it is. */
export const publicUrl = 'https://8.8.8.8/v1';

/** Makes a connection to a public address; answers what the API says of it. */
export async function makeConnection(plane: TestControlPlane, change: object = {}) {
  const answer = await plane.call('POST /connections', {
    body: {
      name: 'Our model',
      url: publicUrl,
      modelId: 'support-7b',
      auth: { method: 'bearer', credential: canary },
      ...change,
    },
  });
  const { warnings: _warnings, ...connection } = answer.body;
  return connection;
}
