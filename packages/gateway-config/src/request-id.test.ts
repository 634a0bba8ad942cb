import { expect, it } from 'vitest';
import { firstRequestId, isRequestId, newRequestId } from './request-id.ts';

it('sorts in the order of time, and finds where a time begins', () => {
  const times = [0, 1, 255, 256, Date.UTC(2026, 10, 29), Date.UTC(2026, 10, 29) + 1];
  const ids = times.map((time) => newRequestId(time));
  expect(ids.toSorted()).toEqual(ids);
  for (const [index, time] of times.entries()) {
    expect(ids.findIndex((id) => id >= firstRequestId(time))).toBe(index);
  }
});

it('is known by its form, and is a UUID of version 7 behind its prefix', () => {
  const id = newRequestId(Date.UTC(2026, 10, 29));
  expect(isRequestId(id)).toBe(true);
  expect(id.slice(4)).toMatch(/^01a22499-f800-7/);
  for (const other of ['req_1', id.slice(4), `${id} `, id.toUpperCase(), '']) {
    expect(isRequestId(other)).toBe(false);
  }
});
