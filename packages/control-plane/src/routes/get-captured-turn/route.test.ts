import { expect, it, vi } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { startControlPlane, type TestControlPlane } from '../../../test/start-control-plane.ts';
import { turnOf } from '../../../test/turn-of.ts';

const day = 24 * 60 * 60_000;
const noon = Date.UTC(2026, 10, 23, 12);
const captured = {
  messages: [{ role: 'user', text: 'How are you?' }],
  answer: 'I am well.',
  cut: false,
};

async function capturingAgent(plane: TestControlPlane, retentionDays: number): Promise<string> {
  const id = await makeAgent(plane);
  await plane.call(`PUT /agents/${id}/capture`, { body: { retentionDays } });
  return id;
}

function said(plane: TestControlPlane, agentId: string, startedAt: number): string {
  const turn = turnOf(agentId, { startedAt, captured });
  plane.controlPlane.recordTurn(turn);
  return turn.requestId;
}

/** What the store holds, whoever may read it. */
async function keptOf(plane: TestControlPlane): Promise<number> {
  const [row] = await plane.sql('select count(*) as kept from captured_turns');
  return Number(row?.['kept']);
}

it('answers 200 with what was said, and 404 for a turn that was not captured', async () => {
  await using plane = await startControlPlane({ clock: () => noon });
  const agentId = await capturingAgent(plane, 7);
  const id = said(plane, agentId, noon);
  const answer = await plane.call(`GET /turns/${id}/capture`);
  expect([answer.status, answer.body]).toEqual([200, { requestId: id, ...captured }]);
  const without = turnOf(agentId, { startedAt: noon });
  plane.controlPlane.recordTurn(without);
  expect((await plane.call(`GET /turns/${without.requestId}/capture`)).status).toBe(404);
  // So that nobody has to ask for what isn't there.
  const capturedOf = async (of: string) => (await plane.call(`GET /turns/${of}`)).body.captured;
  expect([await capturedOf(id), await capturedOf(without.requestId)]).toEqual([true, false]);
});

it('shows it for as many days as were said, also when other days are said later', async () => {
  let now = noon;
  await using plane = await startControlPlane({ clock: () => now });
  const agentId = await capturingAgent(plane, 7);
  const id = said(plane, agentId, noon);
  const status = async () => {
    const { body } = await plane.call(`GET /turns/${id}`);
    const answer = await plane.call(`GET /turns/${id}/capture`);
    expect(body.captured).toBe(answer.status === 200);
    return answer.status;
  };
  now = noon + 7 * day;
  expect(await status()).toBe(200);
  now += 1;
  expect(await status()).toBe(404);
  await plane.call(`PUT /agents/${agentId}/capture`, { body: { retentionDays: 8 } });
  expect(await status()).toBe(200);
  await plane.call(`PUT /agents/${agentId}/capture`, { body: { retentionDays: 1 } });
  expect(await status()).toBe(404);
});

it('keeps what was captured when capture is turned off, until its days are over', async () => {
  await using plane = await startControlPlane({ clock: () => noon });
  const agentId = await capturingAgent(plane, 7);
  const id = said(plane, agentId, noon);
  const off = await plane.call(`DELETE /agents/${agentId}/capture`);
  expect(off.status).toBe(204);
  expect((await plane.call(`GET /turns/${id}/capture`)).status).toBe(200);
  expect((await plane.call(`GET /agents/${agentId}/capture`)).body).toEqual({
    capturing: false,
    retentionDays: 7,
  });
  expect(plane.config().agentsById.get(agentId)?.captures).toBe(false);
});

it('deletes what was captured when that is asked for, and what ends after it', async () => {
  let now = noon;
  await using plane = await startControlPlane({ clock: () => now });
  const agentId = await capturingAgent(plane, 7);
  const other = await capturingAgent(plane, 7);
  const ids = Array.from({ length: 450 }, (_, index) => said(plane, agentId, noon - index));
  const kept = said(plane, other, noon);
  await plane.call('GET /turns');
  expect(await keptOf(plane)).toBe(451);
  const off = await plane.call(`DELETE /agents/${agentId}/capture?captured=delete`);
  expect(off.status).toBe(204);
  expect((await plane.call(`GET /turns/${ids[0]}/capture`)).status).toBe(404);
  await vi.waitFor(async () => expect(await keptOf(plane)).toBe(1));
  expect((await plane.call(`GET /turns/${kept}/capture`)).status).toBe(200);
  const late = said(plane, agentId, noon);
  expect((await plane.call(`GET /turns/${late}/capture`)).status).toBe(404);
  const [event] = (await plane.call('GET /audit-events?limit=1')).body.items;
  expect(event).toMatchObject({
    action: 'capture.turned_off',
    target: { id: agentId },
    details: { captured: 'deleted' },
  });

  // Turned on again, only what begins then is shown.
  now += 1_000;
  await plane.call(`PUT /agents/${agentId}/capture`, { body: { retentionDays: 7 } });
  const next = said(plane, agentId, now);
  expect((await plane.call(`GET /turns/${late}/capture`)).status).toBe(404);
  expect((await plane.call(`GET /turns/${next}/capture`)).status).toBe(200);
});

it('deletes it with its agent', async () => {
  await using plane = await startControlPlane({ clock: () => noon });
  const agentId = await capturingAgent(plane, 7);
  const id = said(plane, agentId, noon);
  await plane.call('GET /turns');
  expect(await keptOf(plane)).toBe(1);
  await plane.call(`DELETE /agents/${agentId}`);
  expect((await plane.call(`GET /turns/${id}/capture`)).status).toBe(404);
  await vi.waitFor(async () => expect(await keptOf(plane)).toBe(0));
});
