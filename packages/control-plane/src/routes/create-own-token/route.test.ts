import { expect, it } from 'vitest';
import { join } from '../../../test/people.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

const dayMs = 24 * 60 * 60_000;

it('answers 201 with a token that is shown once, and lets its owner in', async () => {
  const now = Date.UTC(2026, 10, 25, 12);
  await using plane = await startControlPlane({ clock: () => now });
  const ada = await join(plane, 'Ada', 'editor');
  const { status, body } = await ada.call('POST /me/tokens', {
    body: { name: 'CI', expiresInDays: 90 },
  });
  expect(status).toBe(201);
  expect(body.token).toMatch(/^jf_user_[\w-]{43}$/);
  expect(body).toMatchObject({
    role: 'editor',
    scopes: ['read', 'agents:write', 'connections:write'],
    expiresAt: '2027-02-23T12:00:00.000Z',
    lastUsedOn: null,
  });
  const made = await plane.call('POST /agents', { token: body.token, body: { name: 'Desk' } });
  expect(made.status).toBe(201);
  const { body: tokens, text } = await ada.call('GET /me/tokens');
  expect(tokens.items).toMatchObject([{ name: 'CI', hint: body.hint, lastUsedOn: '2026-11-25' }]);
  expect(text).not.toContain(body.token);
  const { body: events } = await plane.call('GET /audit-events');
  expect(events.items[0]).toMatchObject({ action: 'agent.created', actor: 'Ada (token CI)' });
});

it('ends when it said it would', async () => {
  let now = Date.now();
  await using plane = await startControlPlane({ clock: () => now });
  const ada = await join(plane, 'Ada', 'admin');
  const make = async (expiresInDays: number | null) =>
    (await ada.call('POST /me/tokens', { body: { name: 'CI', expiresInDays } })).body.token;
  const [month, endless] = [await make(30), await make(null)];
  now += 30 * dayMs - 1;
  expect((await plane.call('GET /me', { token: month })).status).toBe(200);
  now += 1;
  expect((await plane.call('GET /me', { token: month })).status).toBe(401);
  expect((await plane.call('GET /me', { token: endless })).status).toBe(200);
});

it('keeps when it was last used over a restart', async () => {
  await using plane = await startControlPlane();
  const ada = await join(plane, 'Ada', 'viewer');
  const { body } = await ada.call('POST /me/tokens', { body: { name: 'CI', expiresInDays: 30 } });
  await plane.call('GET /models', { token: body.token });
  await using again = await plane.restart();
  const headers = { cookie: ada.cookie };
  const { body: tokens } = await again.call('GET /me/tokens', { token: null, headers });
  expect(tokens.items[0].lastUsedOn).toBe(new Date().toISOString().slice(0, 10));
});

it.each([
  ['viewer', { role: 'editor', expiresInDays: 30 }, 'role'],
  ['editor', { role: 'viewer', scopes: ['agents:write'], expiresInDays: 30 }, 'scopes[0]'],
  ['editor', { scopes: ['read', 'admin'], expiresInDays: 30 }, 'scopes[1]'],
  ['editor', { expiresInDays: null }, 'expiresInDays'],
] as const)(
  'case 30: answers 403 to a %s who wants more than they have: %j',
  async (role, wanted, field) => {
    await using plane = await startControlPlane();
    const ada = await join(plane, 'Ada', role);
    const answer = await ada.call('POST /me/tokens', { body: { name: 'CI', ...wanted } });
    expect([answer.status, answer.body.code, answer.body.errors[0].field]).toEqual([
      403,
      'wider_token',
      field,
    ]);
    expect((await ada.call('GET /me/tokens')).body.items).toEqual([]);
  },
);

it('case 30: lets a token make no wider token, nor one that outlasts it, nor delete another', async () => {
  await using plane = await startControlPlane();
  const ada = await join(plane, 'Ada', 'admin');
  const { body: narrow } = await ada.call('POST /me/tokens', {
    body: { name: 'Narrow', role: 'editor', scopes: ['read', 'agents:write'], expiresInDays: 30 },
  });
  const mint = (wanted: object) =>
    plane.call('POST /me/tokens', { token: narrow.token, body: { name: 'Minted', ...wanted } });
  for (const wanted of [
    { role: 'admin', expiresInDays: 30 },
    { scopes: ['connections:write'], expiresInDays: 30 },
    { scopes: ['admin'], expiresInDays: 30 },
    { expiresInDays: 365 },
    { expiresInDays: null },
  ]) {
    const answer = await mint(wanted);
    expect([wanted, answer.status, answer.body.code]).toEqual([wanted, 403, 'wider_token']);
  }
  const { body: other } = await ada.call('POST /me/tokens', {
    body: { name: 'Other', expiresInDays: null },
  });
  const remove = (id: string) => plane.call(`DELETE /me/tokens/${id}`, { token: narrow.token });
  expect((await remove(other.id)).body.code).toBe('session_needed');
  expect((await remove(narrow.id)).status).toBe(204);
  expect((await plane.call('GET /me', { token: narrow.token })).status).toBe(401);
});

it("answers 404 to somebody else's token", async () => {
  await using plane = await startControlPlane();
  const [ada, bea] = [await join(plane, 'Ada', 'viewer'), await join(plane, 'Bea', 'admin')];
  const { body } = await ada.call('POST /me/tokens', { body: { name: 'CI', expiresInDays: 30 } });
  expect((await bea.call(`DELETE /me/tokens/${body.id}`)).status).toBe(404);
  expect((await plane.call('GET /me', { token: body.token })).status).toBe(200);
});

it.each([
  [{ name: 'CI' }, 'expiresInDays'],
  [{ name: 'CI', expiresInDays: 7 }, 'expiresInDays'],
  [{ name: 'CI', expiresInDays: 30, scopes: ['everything'] }, 'scopes[0]'],
  [{ name: 'CI', expiresInDays: 30, scopes: [] }, 'scopes'],
])('answers 422 that names the field: %j', async (body, field) => {
  await using plane = await startControlPlane();
  const ada = await join(plane, 'Ada', 'admin');
  const answer = await ada.call('POST /me/tokens', { body });
  expect([answer.status, answer.body.errors[0].field]).toEqual([422, field]);
});
