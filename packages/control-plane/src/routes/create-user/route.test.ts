import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 201 with a one-time link to the page, and nobody typed a password', async () => {
  await using plane = await startControlPlane();
  const body = { name: 'Ada', email: 'Ada@Example.com', role: 'editor' };
  const answer = await plane.call('POST /users', { body });
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    name: 'Ada',
    email: 'Ada@Example.com',
    role: 'editor',
    state: 'invited',
    projects: [{ name: 'Default', role: 'editor' }],
  });
  const link = answer.body.invitationLink;
  expect(link).toMatch(new RegExp(`^${plane.origin}/set-password#token=[\\w-]{43}$`));
  const token = link.split('=')[1];
  for (const path of ['users', 'audit-events']) {
    const { text } = await plane.call(`GET /${path}`);
    expect(text).toContain('Ada');
    expect(text).not.toContain(token);
  }
  expect(plane.logged.join()).not.toContain(token);
});

it('answers 409 to a name or an address that somebody has, however it is written', async () => {
  await using plane = await startControlPlane();
  await plane.call('POST /users', {
    body: { name: 'Ada', email: 'ada@example.com', role: 'viewer' },
  });
  const named = await plane.call('POST /users', { body: { name: ' ADA ', role: 'viewer' } });
  expect([named.status, named.body.code]).toEqual([409, 'name_taken']);
  const addressed = await plane.call('POST /users', {
    body: { name: 'Bea', email: 'ADA@example.com', role: 'viewer' },
  });
  expect([addressed.status, addressed.body.code]).toEqual([409, 'email_taken']);
  expect((await plane.call('GET /users')).body.items).toHaveLength(1);
});

it.each([
  [{ name: 'ada@example.com', role: 'viewer' }, 'name'],
  [{ name: 'Ada\u202e', role: 'viewer' }, 'name'],
  [{ name: 'Ada', role: 'owner' }, 'role'],
  [{ name: 'Ada', role: 'viewer', email: 'ada' }, 'email'],
  [{ name: 'Ada', role: 'viewer', password: 'x' }, 'password'],
  [{ name: 'Ada', role: 'viewer', projects: [{ id: 'prj_x', role: 'viewer' }] }, 'projects[0].id'],
])('answers 422 that names the field: %j', async (body, field) => {
  await using plane = await startControlPlane();
  const answer = await plane.call('POST /users', { body });
  expect([answer.status, answer.body.errors[0].field]).toEqual([422, field]);
  expect((await plane.call('GET /users')).body.items).toEqual([]);
});
