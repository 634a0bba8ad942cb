import { describe, expect, it } from 'vitest';
import { exampleModel } from '../../model/example-model.test-data.ts';
import { isBundled, toBundles } from './board-bundles.ts';
import { boardRows, findRows } from './board-rows.ts';

const agents = Array.from({ length: 1_000 }, (_, index) => ({
  id: `a${index}`,
  projectId: 'prj_1',
  slug: `a${index}`,
  name: `Agent ${index}`,
  instructions: null,
  model: index % 10 === 9 ? null : `m${index % 3}`,
  revision: 1,
  stoppedUntil: null,
  createdAt: '2026-11-23T10:00:00.000Z',
  updatedAt: '2026-11-23T10:00:00.000Z',
}));
const models = ['m0', 'm1', 'm2'].map((id) => ({
  ...exampleModel,
  id,
  name: id,
  ready: id !== 'm1',
}));
const rows = findRows(boardRows(agents, models, [], new Set()), {});

describe('a board of many agents', () => {
  it('shows one bundle a model, every agent in exactly one, those without a model last', () => {
    const bundles = toBundles(rows);
    expect(bundles.map((bundle) => bundle.modelId)).toEqual(['m0', 'm1', 'm2', null]);
    expect(bundles.reduce((sum, bundle) => sum + bundle.rows.length, 0)).toBe(1_000);
    expect(bundles.map((bundle) => bundle.lamp)).toEqual(['hollow', 'amber', 'hollow', 'hollow']);
  });

  it('shows single agents as soon as some are looked for', () => {
    expect(isBundled(rows, {})).toBe(true);
    expect(isBundled(rows, { q: 'x' })).toBe(false);
    expect(isBundled(rows, { every: true })).toBe(false);
    expect(isBundled(rows.slice(0, 60), {})).toBe(false);
  });
});
