import { expect, it } from 'vitest';
import { whomToAsk } from './whom-to-ask.ts';

it('names up to three admins, and nobody where none is known', () => {
  expect(whomToAsk([])).toBe('an administrator');
  expect(whomToAsk(['Ada'])).toBe('Ada');
  expect(whomToAsk(['Ada', 'Grace'])).toBe('Ada or Grace');
  expect(whomToAsk(['Ada', 'Grace', 'Edsger', 'Alan'])).toBe('Ada, Grace or Edsger');
});
