import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { HeldCounter } from './held-counter.ts';

test('each reading tells the sum of all until then, under each set of labels once', async () => {
  const registry = new Registry();
  const counter = new HeldCounter(registry, 'tokens_total', 'Tokens.', ['kind']);
  const prompt = counter.under({ kind: 'prompt' });
  prompt.value += 3;
  const lines = async () => (await registry.metrics()).trim().split('\n').slice(2);
  expect(await lines()).toEqual(['tokens_total{kind="prompt"} 3']);
  prompt.value += 2;
  counter.under({ kind: 'completion' }).value += 7;
  // As of an agent that is called what those are called that have no labels of their own.
  counter.under({ kind: 'prompt' }).value += 1;
  const sums = ['tokens_total{kind="prompt"} 6', 'tokens_total{kind="completion"} 7'];
  expect(await lines()).toEqual(sums);
  expect(await lines()).toEqual(sums);
});

test('a sum beyond all numbers keeps nobody from reading the metrics', async () => {
  const registry = new Registry();
  const count = new HeldCounter(registry, 'tokens_total', 'Tokens.', ['kind']).under({ kind: 'x' });
  count.value += Number.MAX_VALUE;
  count.value += Number.MAX_VALUE;
  expect(await registry.metrics()).toContain(`tokens_total{kind="x"} ${Number.MAX_VALUE}`);
});
