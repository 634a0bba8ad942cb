import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 201 with the agent, published before the answer', async () => {
  await using plane = await startControlPlane();
  const answer = await plane.call('POST /agents', {
    body: { name: 'Reception', slug: 'front-desk', instructions: 'Be kind.' },
  });
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    slug: 'front-desk',
    name: 'Reception',
    instructions: 'Be kind.',
    model: null,
    revision: 0,
  });
  expect(answer.body.id).toMatch(/^agt_[0-9a-z]{20}$/);
  expect(plane.config().agentsById.get(answer.body.id)).toMatchObject({
    slug: 'front-desk',
    instructions: 'Be kind.',
    setting: null,
  });
});

it.each([
  ['Réception Zürich', 'reception-zurich'],
  ['Straße 7 — Büro', 'strasse-7-buro'],
  ['予約', 'agent'],
  ['Default', 'agent'],
  ['x'.repeat(100), 'x'.repeat(63)],
])('makes a slug of the name: %s', async (name, slug) => {
  await using plane = await startControlPlane();
  const slugs: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    slugs.push((await plane.call('POST /agents', { body: { name } })).body.slug);
  }
  expect(slugs).toEqual([slug, `${slug.slice(0, 61)}-2`, `${slug.slice(0, 61)}-3`]);
});

it('answers 409 to a slug that is taken, and makes nothing', async () => {
  await using plane = await startControlPlane();
  await plane.call('POST /agents', { body: { name: 'One', slug: 'one' } });
  const version = plane.config().version;
  const answer = await plane.call('POST /agents', { body: { name: 'Two', slug: 'one' } });
  expect([answer.status, answer.body.code]).toEqual([409, 'slug_taken']);
  expect(answer.body.errors).toEqual([{ field: 'slug', message: answer.body.detail }]);
  expect(plane.config().version).toBe(version);
  expect((await plane.call('GET /audit-events')).body.items).toHaveLength(1);
});

it.each([
  [{}, 'name'],
  [{ name: '   ' }, 'name'],
  [{ name: 'x'.repeat(101) }, 'name'],
  [{ name: 'x', slug: 'Not A Slug' }, 'slug'],
  [{ name: 'x', slug: 'default' }, 'slug'],
  [{ name: 'x', instructions: 7 }, 'instructions'],
  [{ name: 'x', id: 'agt_mine' }, 'id'],
  [{ name: 'x', revision: 9 }, 'revision'],
])('answers 422 that names the field: %j', async (body, field) => {
  await using plane = await startControlPlane();
  const answer = await plane.call('POST /agents', { body });
  expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
  expect(answer.body.errors[0].field).toBe(field);
});
