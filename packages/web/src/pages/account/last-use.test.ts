import { expect, it } from 'vitest';
import { lastUse } from './last-use.ts';

const now = Date.parse('2026-11-25T10:26:00.000Z');
const used = (lastUsedAt: string | null, createdAt = '2026-11-01T08:00:00.000Z') =>
  lastUse({ createdAt, lastUsedAt }, now);

it('says when a session was used no more exactly than the hour that is kept', () => {
  expect(used('2026-11-25T10:00:00.000Z')).toBe('within the last hour');
  expect(used('2026-11-25T09:00:00.000Z')).toBe('about an hour ago');
  expect(used('2026-11-25T05:00:00.000Z')).toBe('about 5 hours ago');
  expect(used('2026-11-20T05:00:00.000Z')).toEqual({ at: '2026-11-20T05:00:00.000Z' });
  expect(used(null)).toBeNull();
});

it('never shows a use before the session’s start', () => {
  const createdAt = '2026-11-23T10:25:00.000Z';
  expect(used('2026-11-23T10:00:00.000Z', createdAt)).toEqual({ at: createdAt });
});
