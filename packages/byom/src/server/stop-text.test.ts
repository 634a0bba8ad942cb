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

const piece = fc.string({ unit: fc.constantFrom('a', 'b', '.', '👋'), maxLength: 5 });
const stop = fc.string({ unit: fc.constantFrom('a', 'b', '.', '👋'), minLength: 1, maxLength: 4 });

test('gives the text before the first stop text to be whole, wherever the pieces are cut', () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }),
      fc.array(stop, { minLength: 1, maxLength: 3 }),
      (pieces, stops) => {
        // Letter by letter: the first moment at which the text ends in a stop text.
        const whole = pieces.join('');
        let before = whole;
        for (let end = 0; end <= whole.length && before === whole; end += 1) {
          const lengths = stops
            .filter((text) => whole.slice(0, end).endsWith(text))
            .map((text) => text.length);
          if (lengths.length > 0) before = whole.slice(0, end - Math.max(...lengths));
        }
        expect(heard(pieces, stops)).toBe(before);
      },
    ),
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
