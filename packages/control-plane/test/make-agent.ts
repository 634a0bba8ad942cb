import type { TestControlPlane } from './start-control-plane.ts';

/** Makes an agent, and saves a setting for it when a model is given; answers its id. */
export async function makeAgent(
  plane: TestControlPlane,
  model: string | null = null,
  name = 'Reception',
): Promise<string> {
  const { body } = await plane.call('POST /agents', { body: { name } });
  if (model !== null) {
    await plane.call(`PUT /agents/${body.id}/model-setting`, { body: { model } });
  }
  return body.id;
}
