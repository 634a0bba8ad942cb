import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checks } from '../checks/checks.ts';
import { checkTable } from './check-table.ts';

test('the table in the documentation is what the code says', () => {
  const file = new URL('../../../../docs/reference/checks.md', import.meta.url);
  expect(readFileSync(file, 'utf8'), 'run node scripts/write-check-table.ts').toBe(
    checkTable(checks),
  );
});
