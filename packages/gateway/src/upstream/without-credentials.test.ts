import { Secret } from '@jackfield/gateway-config';
import { describe, expect, it } from 'vitest';
import { withoutCredentials } from './without-credentials.ts';

const credential = 'Kf7Qm2?xZ+9/canary~b4Tn8Wd';

function clean(words: string, value = credential): string {
  const auth = { kind: 'header', name: 'x', prefix: '', credential: new Secret(value) } as const;
  return withoutCredentials(words, auth);
}

describe('an upstream’s words', () => {
  it.each([
    ['as it is', credential],
    ['percent-encoded', encodeURIComponent(credential)],
    ['in hexadecimal', Buffer.from(credential).toString('hex')],
    ['its beginning alone', `${credential.slice(0, 8)}…`],
    ['its end alone', `…${credential.slice(-8)}`],
    ['all but three of its characters', credential.slice(0, -3)],
  ])('hold no credential: %s', (_form, echoed) => {
    const words = clean(`You sent ${echoed}.`);
    expect(words).toMatch(/^You sent .*\[secret\]/);
    expect(words).not.toContain(credential.slice(0, 8));
    expect(words).not.toContain(credential.slice(-8));
    expect(words).not.toContain(encodeURIComponent(credential));
  });

  it.each(['', 'a', 'user:', 'abc', 'Bearer '])(
    'hold no credential in base64, wherever it begins: after %j',
    (before) => {
      for (const encoding of ['base64', 'base64url'] as const) {
        for (const after of ['', '@', '@host']) {
          const echoed = Buffer.from(`${before}${credential}${after}`).toString(encoding);
          const words = clean(`You sent ${echoed}.`);
          expect(words).toContain('[secret]');
          const rest = words.replace(/^You sent /, '').replace('[secret]', '');
          // What is left are the signs that hold bits of both neighbours.
          expect(rest.length).toBeLessThan(before.length * 2 + after.length * 2 + 6);
        }
      }
    },
  );

  it('keep all else, and a short credential’s neighbours', () => {
    expect(clean('The model is busy.')).toBe('The model is busy.');
    expect(clean('pass the password', 'pass')).toBe('[secret] the [secret]word');
    expect(clean('anything', '')).toBe('anything');
  });
});
