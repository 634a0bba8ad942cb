import { expect, test } from 'vitest';
import { LabelLimit } from './label-limit.ts';

test('beyond their bounds agents and models are counted as other, and those known stay themselves', () => {
  const labels = new LabelLimit(2, 2);
  const first = labels.of('a', 'openai/x', 'openai');
  labels.of('b', 'openai/x', 'openai');
  expect(labels.of('c', 'openai/x', 'openai')).toEqual({
    agent: 'other',
    model: 'openai/x',
    provider: 'openai',
  });
  labels.ofModel('mistral/y', 'mistral');
  expect(labels.of('d', 'gemini/z', 'gemini')).toEqual({
    agent: 'other',
    model: 'other',
    provider: 'other',
  });
  expect(labels.of('a', 'openai/x', 'openai')).toBe(first);
  // Whoever counts under them keeps a count for each object.
  expect(labels.of('e', 'gemini/z', 'gemini')).toBe(labels.of('d', 'gemini/z', 'gemini'));
});

test('a turn that no model could be asked for has labels too', () => {
  expect(new LabelLimit().of('a', null, null)).toEqual({
    agent: 'a',
    model: 'none',
    provider: 'none',
  });
});
