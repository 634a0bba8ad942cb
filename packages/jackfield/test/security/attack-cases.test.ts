import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { attackCases, caseNumbersIn } from './attack-cases.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const tested = new Map<number, string[]>();
for (const file of globSync('packages/*/{src,test}/**/*.test.ts', { cwd: root })) {
  // A name stands on the line of its `test` or `describe`, or of its own.
  const names = readFileSync(`${root}/${file}`, 'utf8').matchAll(/['"`](case \d+: [^\n]*)/g);
  for (const [, name = ''] of names) {
    for (const number of caseNumbersIn(name)) {
      tested.set(number, [...(tested.get(number) ?? []), file]);
    }
  }
}

test('the cases are numbered from 1 to 56', () => {
  const numbers = attackCases.map(({ number }) => number);
  expect(numbers).toEqual(Array.from({ length: 56 }, (_, index) => index + 1));
});

test('each case has a test that bears its number', () => {
  const bare = attackCases.filter(({ number }) => !tested.has(number));
  expect(bare.map(({ number, attack }) => `${number}: ${attack}`)).toEqual([]);
});

test('no test bears a number that is no case’s', () => {
  const numbers = new Set(attackCases.map(({ number }) => number));
  expect([...tested.keys()].filter((number) => !numbers.has(number))).toEqual([]);
});

test('the table in the documentation names each case, and no failure', () => {
  const table = readFileSync(`${root}/docs/security-cases.md`, 'utf8');
  for (const { number, attack, held } of attackCases) {
    expect(table, 'run npm run security-cases').toContain(`| ${number} | ${attack} | ${held} |`);
  }
  expect(table).not.toMatch(/\*\*\d+ failed|\| NONE \|/);
});
