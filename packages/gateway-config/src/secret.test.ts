import { format, inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from './secret.ts';

const value = 'sk-very-secret';
const secret = new Secret(value);
/** Doesn't hold, on purpose: so a library without types writes whatever it is given. */
const asText = secret as unknown as string;

test('reveals its value when it is asked to', () => {
  expect(secret.reveal()).toBe(value);
});

test.each<[string, () => string]>([
  ['String()', () => String(secret)],
  ['a template', () => `credential ${asText}`],
  ['concatenation', () => 'Bearer ' + asText],
  ['an array joined', () => [secret].join()],
  ['JSON', () => JSON.stringify(secret)],
  ['JSON of an object around it', () => JSON.stringify({ auth: { credential: secret } })],
  ['inspect', () => inspect(secret)],
  ['inspect of an object around it', () => inspect({ auth: { credential: secret } }, { depth: 9 })],
  ['format %s', () => format('%s', secret)],
  ['format %o', () => format('%o', secret)],
  ['format %j', () => format('%j', { secret })],
  ['an error’s message', () => new Error(`refused: ${asText}`).message],
  ['an inspected error’s cause', () => inspect(new Error('refused', { cause: secret }))],
  ['an inspected error’s field', () => inspect(Object.assign(new Error('refused'), { secret }))],
])('reads [secret] in %s', (_name, write) => {
  expect(write()).toContain('[secret]');
  expect(write()).not.toContain(value);
});

test('shows nothing to whoever looks behind its methods', () => {
  expect(inspect(secret, { customInspect: false, showHidden: true, depth: 9 })).not.toContain(
    value,
  );
  expect(Object.getOwnPropertyNames(secret)).toEqual([]);
  expect(inspect(Object.assign({}, secret))).not.toContain(value);
  expect(inspect(structuredClone(secret))).not.toContain(value);
});
