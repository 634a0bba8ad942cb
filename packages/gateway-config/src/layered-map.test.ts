import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LayeredMap } from './layered-map.ts';

const names = ['a', 'b', 'c', 'd', 'e'];

test('holds what a plain map holds after the same changes, and the maps before stay as they were', () => {
  const value = fc.record({ n: fc.nat() });
  const key = fc.constantFrom(...names);
  const changes = fc.array(fc.tuple(key, fc.option(value)), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value)), fc.array(changes), (first, steps) => {
      const plain = new Map(first);
      let layered = LayeredMap.of<string, { n: number }>(new Map(first));
      for (const step of steps) {
        const before = [...layered];
        const next = layered.with(new Map(step));
        expect([...layered]).toEqual(before);
        for (const [name, changed] of new Map(step)) {
          if (changed === null) plain.delete(name);
          else plain.set(name, changed);
        }
        expect(new Map(next)).toEqual(plain);
        expect(next.size).toBe(plain.size);
        for (const name of names) expect(next.get(name)).toBe(plain.get(name));
        layered = next;
      }
    }),
  );
});

test('more changes at once than it keeps beside the map are put into a new one', () => {
  const first = LayeredMap.of(new Map([[0, { n: 0 }]])).with(new Map([[1, { n: 1 }]]));
  const many = Array.from({ length: 2_000 }, (_, n) => [n + 1, n % 2 ? { n } : null] as const);
  const next = first.with(new Map(many));
  expect([next.get(0), next.get(1), next.get(2)]).toEqual([{ n: 0 }, undefined, { n: 1 }]);
  expect([next.size, [...next].length, first.size]).toEqual([1_001, 1_001, 2]);
});

test('more changes than it keeps beside the map are all there', () => {
  let layered = LayeredMap.of<number, { n: number }>(new Map([[0, { n: -1 }]]));
  for (let n = 0; n < 2_500; n += 1) layered = layered.with(new Map([[n, { n }]]));
  expect(layered.size).toBe(2_500);
  expect([...layered.values()].map(({ n }) => n).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 2_500 }, (_, n) => n),
  );
});
