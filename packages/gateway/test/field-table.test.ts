import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fieldTable } from '../src/providers/field-table.ts';
import { providers } from '../src/providers/providers.ts';

test('the documented table of request fields says what the providers do', () => {
  const file = new URL('../../../docs/reference/request-fields.md', import.meta.url);
  const written = readFileSync(file, 'utf8');
  expect(written, 'run: node scripts/write-field-table.ts').toBe(
    fieldTable([...providers.values()]),
  );
});
