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

it('tells what a setting does when its model fails in the page’s words', () => {
  expect(
    detailWords({
      failover: {
        retry: true,
        commitPoint: 'first_sentence',
        holdPhrase: { afterMs: 1_500, text: 'One moment.' },
      },
    }),
  ).toBe(
    'failover: another model may take over until the first sentence, hold phrase “One moment.” after 1.5 s',
  );
  expect(detailWords({ failover: { retry: true } })).toBe('');
});
