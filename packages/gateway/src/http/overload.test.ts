import { expect, test } from 'vitest';
import { HttpError } from './http-error.ts';
import { Overload } from './overload.ts';

test('one pause of the event loop, as of a machine that slept, refuses nobody', () => {
  const overload = new Overload(10);
  overload.sample({ lateMs: 60_000, busy: 1 });
  expect(() => overload.admit()).not.toThrow();
  overload.sample({ lateMs: 0, busy: 1 });
  overload.sample({ lateMs: 60_000, busy: 1 });
  expect(() => overload.admit()).not.toThrow();
});

test('an event loop that is late again and again takes no new turn until it is in time', () => {
  const overload = new Overload(10);
  overload.sample({ lateMs: 501, busy: 1 });
  overload.sample({ lateMs: 501, busy: 1 });
  expect(() => overload.admit()).toThrow(HttpError);
  overload.sample({ lateMs: 500, busy: 1 });
  expect(() => overload.admit()).not.toThrow();
});

test('a process that others keep from running refuses nobody, as it has little to do itself', () => {
  const overload = new Overload(10);
  for (let sample = 0; sample < 5; sample += 1) overload.sample({ lateMs: 2_000, busy: 0.1 });
  expect(() => overload.admit()).not.toThrow();
});
