import { expect, it } from 'vitest';
import { exampleConnection } from './example-connection.test-data.ts';
import { failingModels } from './failing-models.ts';

const check = {
  id: 'chk_1',
  at: '2026-11-25T10:00:00.000Z',
  depth: 'light',
  ready: false,
  headline: 'Nothing listens at this host and port.',
  stale: false,
} as const;

it('holds the models of connections whose last check failed and still speaks of them', () => {
  const connections = [
    { ...exampleConnection, model: 'byom/unchecked', lastCheck: null },
    { ...exampleConnection, model: 'byom/failing', lastCheck: check },
    { ...exampleConnection, model: 'byom/changed', lastCheck: { ...check, stale: true } },
    { ...exampleConnection, model: 'byom/fine', lastCheck: { ...check, ready: true } },
  ];
  expect([...failingModels(connections)]).toEqual(['byom/failing']);
});
