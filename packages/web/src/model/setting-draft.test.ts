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
      failover: {},
    });
  });

  it.each<ModelSetting['failover']>([
    { commitPoint: 'first_sentence', retry: false },
    { switchOnContentFilter: true, continueAfterCut: true },
    { hedge: { afterMs: 900, shareMax: 0.07 } },
    { hedge: { afterMs: 'p95' } },
    { holdPhrase: { afterMs: 1_500, text: 'One moment, please.' } },
  ])('reads back what a turn does when its model fails: %j', (failover) => {
    const { setting: read, errors } = readDraft(toDraft({ ...setting, failover }));
    expect(errors.size).toBe(0);
    expect(read.failover).toEqual(failover);
  });

  it('names what could never happen before the server does', () => {
    const failover = {
      hedge: { afterMs: 2_500 },
      holdPhrase: { afterMs: 4_000, text: ' ' },
    };
    const deadlines = { firstTokenMs: 2_500, totalMs: 4_000 };
    const fields = (change: Partial<ModelSetting>): string[] =>
      [
        ...readDraft(toDraft({ ...setting, deadlines, failover, ...change })).errors.keys(),
      ].toSorted();
    expect(fields({})).toEqual([
      'failover.hedge.afterMs',
      'failover.holdPhrase.afterMs',
      'failover.holdPhrase.text',
    ]);
    expect(fields({ fallbacks: [], failover: { hedge: { afterMs: 'p95' } } })).toEqual([
      'failover.hedge',
    ]);
    // A deadline that is set around the default counts as the server counts it.
    expect(fields({ deadlines: { totalMs: 800 }, failover: { hedge: { afterMs: 800 } } })).toEqual([
      'failover.hedge.afterMs',
    ]);
  });

  it('asks for what was turned on and not given', () => {
    const draft = toDraft(setting);
    const { failover } = draft;
    const { errors } = readDraft({
      ...draft,
      failover: {
        ...failover,
        hedge: { on: true, late: 'time', after: '', share: '120' },
        holdPhrase: { on: true, after: '', text: 'x'.repeat(201) },
      },
    });
    expect([...errors.keys()].toSorted()).toEqual([
      'failover.hedge.afterMs',
      'failover.hedge.shareMax',
      'failover.holdPhrase.afterMs',
      'failover.holdPhrase.text',
    ]);
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
