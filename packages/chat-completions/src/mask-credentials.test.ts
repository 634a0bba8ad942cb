import { describe, expect, test } from 'vitest';
import { maskCredentials } from './mask-credentials.ts';

const credential = 'upstream-7d1fQx/44+canary';
const clean = maskCredentials([credential, '']);

describe('words of an endpoint', () => {
  test.each([
    ['as it is', credential],
    ['in capitals', credential.toUpperCase()],
    ['in a URL', encodeURIComponent(credential)],
    ['in hexadecimal', Buffer.from(credential).toString('hex')],
    ['in base64', Buffer.from(`Bearer ${credential}`).toString('base64')],
    ['without its last characters', credential.slice(0, -5)],
    ['without its first characters', credential.slice(5)],
  ])('hold no credential: %s', (_form, echoed) => {
    for (const words of [`You sent ${echoed}.`, `İ ${echoed} İ`, echoed + echoed]) {
      const told = clean(words);
      expect(told).toContain('[secret]');
      expect(told.toLowerCase()).not.toMatch(/7d1f|44\+|canary|NzdkMWY/i);
    }
  });

  test('keep what is only a word that a credential begins with', () => {
    expect(clean('upstream_stalled: the upstream is silent')).toBe(
      'upstream_stalled: the upstream is silent',
    );
  });

  test('stay as they are where there is no credential', () => {
    expect(maskCredentials([''])('anything')).toBe('anything');
  });
});
