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

  it('sees the order of fallbacks', () => {
    const setting = (first: string, second: string) => ({
      model: 'a',
      fallbacks: [{ model: first }, { model: second }],
    });
    expect(settingDifference(setting('b', 'c'), setting('c', 'b'), nameOf)).toHaveLength(1);
  });
});
