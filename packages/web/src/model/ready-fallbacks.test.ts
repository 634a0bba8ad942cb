import { expect, it } from 'vitest';
import { readyFallbacks } from './ready-fallbacks.ts';

it('leaves out what turns pass over, and keeps what only the server can judge', () => {
  const models = new Map([
    ['a', { ready: false }],
    ['b', { ready: true }],
  ]);
  const fallbacks = ['a', 'b', 'gone'].map((model) => ({ model }));
  expect(readyFallbacks(fallbacks, (id) => models.get(id))).toEqual([
    { model: 'b' },
    { model: 'gone' },
  ]);
});
