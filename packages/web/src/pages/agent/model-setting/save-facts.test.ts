import { describe, expect, it } from 'vitest';
import type { Usage } from '@jackfield/control-plane/rest-types';
import { exampleModel } from '../../../model/example-model.test-data.ts';
import { exampleUsage } from '../../../model/example-usage.test-data.ts';
import { factRows, firstTokenHere } from './save-facts.ts';

const used = (agentId: string, model: string, turns: number, p50: number | null): Usage => ({
  ...exampleUsage,
  agentId,
  model,
  turns,
  firstTokenP50Ms: p50,
  firstTokenP95Ms: p50,
});

describe('what Save changes', () => {
  it('says how much cheaper, and that a window gets smaller', () => {
    const dear = {
      ...exampleModel,
      id: 'dear',
      contextWindow: 1_000_000,
      price: {
        ...exampleModel.price,
        inputPerMillion: 2.5,
        outputPerMillion: 10,
        cachedInputPerMillion: null,
        cacheWritePerMillion: null,
        promptTokensMax: null,
        currency: 'USD' as const,
        note: null,
      },
    };
    const rows = new Map(factRows(dear, exampleModel, 'a', []).map((row) => [row.name, row]));
    expect(rows.get('Price per 1,000 turns')).toMatchObject({
      before: '$4.75',
      after: '$0.285',
      verdict: { words: '94 % cheaper', good: true },
    });
    expect(rows.get('Context window')).toMatchObject({
      before: '1M',
      after: '128K',
      verdict: { good: false },
    });
  });

  it('claims no speed that was not measured here', () => {
    expect(
      factRows(null, exampleModel, 'a', []).find((row) => row.name.startsWith('First token'))
        ?.after,
    ).toBe('not yet');
  });

  it('prefers this agent’s own measure, then weighs the others by their turns', () => {
    const usage = [
      used('a', 'm', 5, 900),
      used('b', 'm', 30, 400),
      used('c', 'm', 10, 800),
      used('b', 'n', 9, 10),
    ];
    expect(firstTokenHere('m', 'a', usage)).toBe(900);
    expect(firstTokenHere('m', 'z', usage.slice(1))).toBe(500);
    expect(firstTokenHere('x', 'a', usage)).toBeNull();
  });
});
