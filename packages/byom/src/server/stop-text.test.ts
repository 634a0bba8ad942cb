import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StopText } from './stop-text.ts';

function heard(pieces: readonly string[], stop: string | string[]): string {
  const stops = StopText.of(stop);
  if (stops === null) return pieces.join('');
  let text = '';
  for (const piece of pieces) {
    const pushed = stops.push(piece);
    text += pushed.text;
    if (pushed.found) return text;
  }
  return text + stops.rest();
}

const letters = fc.array(fc.constantFrom('a', 'b', '.', '👋'), { maxLength: 24 });
const stop = fc.string({ unit: fc.constantFrom('a', 'b', '.', '👋'), minLength: 1, maxLength: 4 });

test('gives the text before the first stop text, wherever the pieces are cut', () => {
  fc.assert(
    fc.property(letters, fc.array(stop, { minLength: 1, maxLength: 3 }), (pieces, stops) => {
      const whole = pieces.join('');
      const places = stops.map((text) => whole.indexOf(text)).filter((at) => at >= 0);
      const before = places.length === 0 ? whole : whole.slice(0, Math.min(...places));
      expect(heard(pieces, stops)).toBe(before);
    }),
  );
});

test('holds back no more than might be the beginning of a stop text', () => {
  const stops = StopText.of(['END', 'ENOUGH']);
  expect(stops?.push('The EN')).toEqual({ text: 'The ', found: false });
  expect(stops?.push('OR')).toEqual({ text: 'ENOR', found: false });
  expect(stops?.rest()).toBe('');
});

test.each([undefined, null, '', [], ['']])('looks for nothing in %j', (given) => {
  expect(StopText.of(given)).toBeNull();
});
