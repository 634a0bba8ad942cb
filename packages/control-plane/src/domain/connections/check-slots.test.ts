import { expect, it } from 'vitest';
import { CheckSlots } from './check-slots.ts';

it('has two places for each person and four for all together', () => {
  const slots = new CheckSlots();
  const frees = ['ann', 'ann', 'bob', 'bob'].map((actor) => slots.take(actor));
  expect(() => slots.take('cleo')).toThrow(/4 checks are running already/);
  frees[0]?.();
  expect(() => slots.take('bob')).toThrow(/2 checks of yours are running already/);
  expect(slots.take('cleo')).toBeTypeOf('function');
});

it('frees a place once, however often that is asked for', () => {
  const slots = new CheckSlots();
  const free = slots.take('ann');
  slots.take('ann');
  free();
  free();
  slots.take('ann');
  expect(() => slots.take('ann')).toThrow(/2 checks of yours/);
});
