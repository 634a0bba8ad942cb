import { expect, it } from 'vitest';
import { join } from '../../../test/people.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

it('answers 201 with a link for a day, under the address by which it was asked for', async () => {
  const now = Date.UTC(2026, 10, 25);
  await using plane = await startControlPlane({ clock: () => now });
  const ada = await join(plane, 'Ada', 'viewer');
  const answer = await plane.call(`POST /users/${ada.id}/reset-link`, {
    headers: { 'x-forwarded-proto': 'https' },
  });
  expect(answer.status).toBe(201);
  expect(answer.body.link).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/set-password#token=/);
  expect(answer.body.expiresAt).toBe('2026-11-26T00:00:00.000Z');
});

it('answers 409 for somebody who is disabled', async () => {
  await using plane = await startControlPlane();
  const ada = await join(plane, 'Ada', 'viewer');
  await plane.call(`PATCH /users/${ada.id}`, { body: { disabled: true } });
  const answer = await plane.call(`POST /users/${ada.id}/reset-link`);
  expect([answer.status, answer.body.code]).toEqual([409, 'user_disabled']);
});
