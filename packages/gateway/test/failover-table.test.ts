import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { failoverTable } from '../src/turn/failover-table.ts';

test('the documented table of failures says what a turn does', () => {
  const file = new URL('../../../docs/reference/failover.md', import.meta.url);
  const written = readFileSync(file, 'utf8');
  expect(written, 'run: node scripts/write-failover-table.ts').toBe(failoverTable());
});
