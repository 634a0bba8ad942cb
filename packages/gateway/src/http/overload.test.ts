import { expect, test } from 'vitest';
import { HttpError } from './http-error.ts';
import { Overload } from './overload.ts';

test('one pause of the event loop, as of a machine that slept, refuses nobody', () => {
  const overload = new Overload(10);
  overload.sample(60_000);
  expect(() => overload.admit()).not.toThrow();
  overload.sample(0);
  overload.sample(60_000);
  expect(() => overload.admit()).not.toThrow();
});

test('an event loop that is late again and again takes no new turn until it is in time', () => {
  const overload = new Overload(10);
  overload.sample(501);
  overload.sample(501);
  expect(() => overload.admit()).toThrow(HttpError);
  overload.sample(500);
  expect(() => overload.admit()).not.toThrow();
});
