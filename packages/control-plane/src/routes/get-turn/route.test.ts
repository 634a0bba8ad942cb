import { newRequestId } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { join } from '../../../test/people.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import { turnOf } from '../../../test/turn-of.ts';

const noon = Date.UTC(2026, 10, 23, 12);

it('answers 200 with the attempts, and when each began, spoke and ended', async () => {
  await using plane = await startControlPlane();
  const [answered] = turnOf('agt_1').attempts;
  if (answered === undefined) throw new Error('The turn has an attempt.');
  const turn = turnOf('agt_1', {
    startedAt: noon,
    durationMs: 900,
    firstTokenMs: 640,
    model: 'openai/second',
    keyId: 'key_1',
    heldOn: true,
    repairs: ['role'],
    skipped: [{ model: 'openai/dying', reason: 'circuit_open' }],
    attempts: [
      {
        ...answered,
        startedAt: noon + 1,
        durationMs: 299,
        firstTokenMs: null,
        outcome: 'failed',
        failure: 'overloaded',
        errorCode: 'upstream_overloaded',
        promptTokens: null,
        completionTokens: null,
      },
      {
        ...answered,
        model: 'openai/second',
        cause: 'fallback',
        startedAt: noon + 300,
        durationMs: 600,
        firstTokenMs: 340,
        promptTokens: 20,
        cachedTokens: 8,
        completionTokens: 10,
        cacheWriteTokens: null,
        reasoningTokens: 4,
      },
    ],
    promptTokens: 20,
    cachedTokens: 8,
    completionTokens: 10,
    reasoningTokens: 4,
  });
  plane.controlPlane.recordTurn(turn);
  const { status, body } = await plane.call(`GET /turns/${turn.requestId}`);
  expect(status).toBe(200);
  expect(body).toEqual({
    requestId: turn.requestId,
    projectId: turn.projectId,
    agentId: 'agt_1',
    keyId: 'key_1',
    captured: false,
    revision: 1,
    startedAt: '2026-11-23T12:00:00.000Z',
    durationMs: 900,
    firstTokenMs: 640,
    streamed: false,
    outcome: 'answered',
    errorCode: null,
    model: 'openai/second',
    fellBack: true,
    heldOn: true,
    repairs: ['role'],
    skipped: [{ model: 'openai/dying', reason: 'circuit_open' }],
    attempts: [
      {
        model: 'openai/lively',
        cause: 'choice',
        startedAt: '2026-11-23T12:00:00.001Z',
        startMs: 1,
        firstTokenMs: null,
        durationMs: 299,
        outcome: 'failed',
        failure: 'overloaded',
        errorCode: 'upstream_overloaded',
        promptTokens: null,
        cachedTokens: null,
        completionTokens: null,
        reasoningTokens: null,
        cacheWriteTokens: null,
        costUsd: 0,
      },
      {
        model: 'openai/second',
        cause: 'fallback',
        startedAt: '2026-11-23T12:00:00.300Z',
        startMs: 300,
        firstTokenMs: 340,
        durationMs: 600,
        outcome: 'answered',
        failure: null,
        errorCode: null,
        promptTokens: 20,
        cachedTokens: 8,
        completionTokens: 10,
        reasoningTokens: 4,
        cacheWriteTokens: null,
        costUsd: 0.000_04,
      },
    ],
    promptTokens: 20,
    cachedTokens: 8,
    completionTokens: 10,
    reasoningTokens: 4,
    costUsd: 0.000_04,
    unpricedAttempts: 0,
  });
});

it('answers 404 alike for a turn of another project and for one that is not there', async () => {
  await using plane = await startControlPlane();
  const bank = (await plane.call('POST /projects', { body: { name: 'Bank' } })).body.id;
  const shop = (await plane.call('POST /projects', { body: { name: 'Shop' } })).body.id;
  const turn = turnOf('agt_1', { startedAt: noon, projectId: bank });
  plane.controlPlane.recordTurn(turn);
  const ada = await join(plane, 'Ada', 'viewer', [{ id: shop, role: 'viewer' }]);
  const bea = await join(plane, 'Bea', 'viewer', [{ id: bank, role: 'viewer' }]);
  expect((await bea.call(`GET /turns/${turn.requestId}`)).status).toBe(200);
  const unknown = newRequestId(noon);
  const [foreign, missing] = await Promise.all(
    [turn.requestId, unknown].map(async (id) => {
      const { status, body } = await ada.call(`GET /turns/${id}`);
      return [status, body.code, body.detail.replace(id, '')];
    }),
  );
  expect(foreign).toEqual([404, 'not_found', expect.stringContaining('There is no turn')]);
  expect(missing).toEqual(foreign);
});
