import { describe, expect, it } from 'vitest';
import type { ModelSetting } from '@jackfield/control-plane/rest-types';
import { exampleModel } from '../../../model/example-model.test-data.ts';
import { comparedSetting, settingWith } from './compared-setting.ts';
import { estimate } from './estimate.ts';

const noPrice = {
  cachedInputPerMillion: null,
  cacheWritePerMillion: null,
  promptTokensMax: null,
  currency: 'USD' as const,
  note: null,
};

const live: ModelSetting = {
  model: 'openai/a',
  parameters: { temperature: 0.3, max_tokens: 50 },
  fallbacks: [{ model: 'openai/b' }, { model: 'openai/c' }],
  deadlines: { totalMs: 9_000 },
  failover: { commitPoint: 'first_sentence', hedge: { afterMs: 'p95' } },
  revision: 4,
  savedAt: null,
  savedBy: null,
  restoredFrom: null,
  warnings: [],
};

describe('a compared setting', () => {
  it('has the agent’s parameters and deadlines, and nobody to answer in its stead', () => {
    expect(comparedSetting(live, 'openai/b')).toEqual({
      model: 'openai/b',
      parameters: live.parameters,
      deadlines: live.deadlines,
      failover: { retry: false, commitPoint: 'first_sentence' },
    });
  });
});

describe('the setting that is saved with another model', () => {
  it('keeps all else, and is no fallback of itself', () => {
    expect(settingWith(live, 'openai/b', null)).toMatchObject({
      model: 'openai/b',
      parameters: live.parameters,
      fallbacks: [{ model: 'openai/c' }],
      failover: live.failover,
    });
    expect(settingWith(live, 'openai/d', 'openai/c').fallbacks).toEqual([
      { model: 'openai/c' },
      { model: 'openai/b' },
    ]);
  });

  it('has no hedge where no fallback is left, which the server would refuse', () => {
    const alone = settingWith({ ...live, fallbacks: [{ model: 'openai/b' }] }, 'openai/b', null);
    expect([alone.fallbacks, alone.failover?.hedge]).toEqual([[], null]);
  });
});

describe('the estimate', () => {
  it('takes the text’s length, the longest answer allowed, and each model’s own price', () => {
    const price = { ...noPrice, inputPerMillion: 1, outputPerMillion: 10 };
    const models = [
      { ...exampleModel, name: 'Priced', price },
      { ...exampleModel, name: 'Own', price: null },
    ];
    const messages = [{ role: 'user' as const, content: 'x'.repeat(360) }];
    const of = estimate(messages, 'y'.repeat(40), models, 10, live.parameters);
    // 100 tokens in at $1 and 50 out at $10 a million, ten times.
    expect(of.costUsd).toBeCloseTo(0.006, 10);
    expect(of.unpriced).toEqual(['Own']);
  });
});
