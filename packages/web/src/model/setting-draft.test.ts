import { describe, expect, it } from 'vitest';
import type { ModelSetting } from '@jackfield/control-plane/rest-types';
import { readDraft, toDraft } from './setting-draft.ts';

const setting: ModelSetting = {
  model: 'm',
  parameters: { temperature: 0.2, max_tokens: 300, stop: 'END' },
  fallbacks: [{ model: 'f', parameters: { temperature: 1 } }],
  deadlines: { firstTokenMs: 2_500 },
  failover: {},
  revision: 4,
  savedAt: null,
  savedBy: null,
  restoredFrom: null,
  warnings: [],
};

describe('a draft', () => {
  it('reads back as the setting it was made from', () => {
    const { setting: read, errors } = readDraft(toDraft(setting));
    expect(errors.size).toBe(0);
    expect(read).toEqual({
      model: 'm',
      parameters: { temperature: 0.2, max_tokens: 300, stop: ['END'] },
      fallbacks: setting.fallbacks,
      deadlines: { firstTokenMs: 2_500 },
    });
  });

  it('names each field that is out of range or no number', () => {
    const draft = toDraft(setting);
    const { errors } = readDraft({
      ...draft,
      parameters: { ...draft.parameters, temperature: '2.5', max_tokens: '1.5', top_p: 'a lot' },
      deadlines: { ...draft.deadlines, gapMs: '-1' },
      stop: ['1', '2', '3', '4', '5'],
    });
    expect([...errors.keys()].toSorted()).toEqual([
      'deadlines.gapMs',
      'parameters.max_tokens',
      'parameters.stop',
      'parameters.temperature',
      'parameters.top_p',
    ]);
  });

  it('takes a decimal comma', () => {
    const draft = toDraft(setting);
    expect(
      readDraft({ ...draft, deadlines: { ...draft.deadlines, firstTokenMs: '1,5' } }).setting
        .deadlines,
    ).toEqual({
      firstTokenMs: 1_500,
    });
  });
});
