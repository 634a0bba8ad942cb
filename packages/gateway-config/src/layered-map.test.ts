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

test('more changes than it keeps beside the map are all there', () => {
  let layered = LayeredMap.of<number, { n: number }>(new Map([[0, { n: -1 }]]));
  for (let n = 0; n < 2_500; n += 1) layered = layered.with(new Map([[n, { n }]]));
  expect(layered.size).toBe(2_500);
  expect([...layered.values()].map(({ n }) => n).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 2_500 }, (_, n) => n),
  );
});
