import { expect, it } from 'vitest';
import { actionWords, detailWords } from './audit-words.ts';

it('reads actions and details as words', () => {
  expect(actionWords('model_setting.saved')).toBe('Model setting saved:');
  expect(
    detailWords({
      revision: 3,
      changed: ['model', 'stop'],
      before: { model: 'a' },
      note: null,
      deadlines: {},
      fallbacks: [],
    }),
  ).toBe('revision: 3 · changed: model, stop · before: {"model":"a"}');
});
