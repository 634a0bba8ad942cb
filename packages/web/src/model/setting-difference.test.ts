import { describe, expect, it } from 'vitest';
import { settingDifference } from './setting-difference.ts';

const nameOf = (id: string): string => id.toUpperCase();

describe('settingDifference', () => {
  it('is empty for settings that mean the same', () => {
    expect(
      settingDifference(
        { model: 'a' },
        { model: 'a', parameters: {}, fallbacks: [], deadlines: {} },
        nameOf,
      ),
    ).toEqual([]);
    expect(
      settingDifference(
        { model: 'a', parameters: { stop: 'x' } },
        { model: 'a', parameters: { stop: ['x'] } },
        nameOf,
      ),
    ).toEqual([]);
  });

  it('tells each part that changed, before and after', () => {
    const changes = settingDifference(
      { model: null, parameters: { temperature: 0.7 }, deadlines: { firstTokenMs: 2_000 } },
      {
        model: 'b',
        parameters: { max_tokens: 200 },
        fallbacks: [{ model: 'c' }, { model: 'd', parameters: { temperature: 0 } }],
        deadlines: { firstTokenMs: 2_500 },
      },
      nameOf,
    );
    expect(changes).toEqual([
      { label: 'Model', before: 'none', after: 'B' },
      { label: 'Temperature', before: '0.7', after: 'model’s default' },
      { label: 'Max tokens', before: 'model’s default', after: '200' },
      { label: 'Fallbacks', before: 'none', after: 'C, then D (temperature 0)' },
      { label: 'First token deadline', before: '2 s', after: '2.5 s' },
    ]);
  });

  it('tells what a turn does when its model fails, and takes a default for the same as nothing', () => {
    const changes = settingDifference(
      { model: 'a', failover: { retry: true, hedge: null } },
      {
        model: 'a',
        failover: {
          commitPoint: 'first_sentence',
          retry: false,
          switchOnContentFilter: true,
          continueAfterCut: true,
          hedge: { afterMs: 900, shareMax: 0.07 },
          holdPhrase: { afterMs: 1_500, text: 'One moment.' },
        },
      },
      nameOf,
    );
    expect(changes).toEqual([
      {
        label: 'Another model may take over until',
        before: 'the first token',
        after: 'the first sentence',
      },
      { label: 'Trying again', before: 'once', after: 'no' },
      {
        label: 'Refused by a content filter',
        before: 'the turn ends',
        after: 'a fallback is asked',
      },
      { label: 'Cut off in mid-answer', before: 'the turn ends', after: 'a fallback goes on' },
      {
        label: 'Fallback starts early',
        before: 'no',
        after: 'after 0.9 s, in at most 7 % of turns',
      },
      { label: 'Hold phrase', before: 'none', after: '“One moment.” after 1.5 s' },
    ]);
    const given = { afterMs: 'p95' as const };
    expect(
      settingDifference(
        { model: 'a', failover: { hedge: given } },
        { model: 'a', failover: { hedge: { ...given, shareMax: 0.1 }, retry: true } },
        nameOf,
      ),
    ).toEqual([]);
  });

  it('sees the order of fallbacks', () => {
    const setting = (first: string, second: string) => ({
      model: 'a',
      fallbacks: [{ model: first }, { model: second }],
    });
    expect(settingDifference(setting('b', 'c'), setting('c', 'b'), nameOf)).toHaveLength(1);
  });
});
