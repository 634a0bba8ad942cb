import { expect, it } from 'vitest';
import { exampleModel } from './example-model.test-data.ts';
import { findModels } from './find-models.ts';

const old = { ...exampleModel, id: 'old', name: 'Old Mini' };
const young = {
  ...exampleModel,
  id: 'young',
  name: 'Young',
  description: 'Moves on from Old Mini; quick.',
};

it('finds by name before it looks into descriptions', () => {
  expect(findModels([young, old], 'mini old')).toEqual([old]);
  expect(findModels([young, old], 'quick')).toEqual([young]);
  expect(findModels([young, old], ' ')).toEqual([young, old]);
});
