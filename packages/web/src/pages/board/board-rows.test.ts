import { describe, expect, it } from 'vitest';
import type { Agent } from '@jackfield/control-plane/rest-types';
import { exampleModel } from '../../model/example-model.test-data.ts';
import { boardRows, findRows } from './board-rows.ts';

const agent = (id: string, model: string | null): Agent => ({
  id,
  projectId: 'prj_1',
  slug: id,
  name: `Agent ${id}`,
  instructions: null,
  model,
  revision: model === null ? 0 : 1,
  stoppedUntil: null,
  createdAt: '2026-11-23T10:00:00.000Z',
  updatedAt: '2026-11-23T10:00:00.000Z',
});
const models = [
  { ...exampleModel, id: 'm-b', name: 'Beta' },
  { ...exampleModel, id: 'm-a', name: 'Alpha', ready: false },
];
const rows = boardRows(
  [agent('10', 'm-b'), agent('2', 'm-b'), agent('1', null), agent('3', 'm-a')],
  models,
  [],
  new Set(),
);
const ids = (search: Parameters<typeof findRows>[1]): string[] =>
  findRows(rows, search).map((row) => row.agent.id);

describe('the board', () => {
  it('groups agents by model, numbers in names in their order, those without a model last', () => {
    expect(ids({})).toEqual(['3', '2', '10', '1']);
  });

  it('finds agents by words of their name and of their model', () => {
    expect(ids({ q: 'beta 10' })).toEqual(['10']);
    expect(ids({ model: 'm-b' })).toEqual(['2', '10']);
  });

  it('shows what needs attention, the worst first', () => {
    expect(ids({ lamp: 'attention' })).toEqual(['3']);
    expect(ids({ sort: 'state' })[0]).toBe('3');
  });
});
