import { expect, it } from 'vitest';
import { asksFor, findPlaces, type Place } from './find-places.ts';

const place = (label: string, detail = ''): Place => ({ value: label, label, detail, go() {} });
const agents = {
  value: 'Agents',
  items: Array.from({ length: 50 }, (_, index) => place(`Agent ${index + 1}`, 'GPT-4o Mini')),
};
const connections = { value: 'Connections', items: [place('Café line', 'llama-3')] };

it('shows some of every group, and how many more there are', () => {
  const found = findPlaces([agents, connections], '');
  expect(found.map(({ value, items, left }) => [value, items.length, left])).toEqual([
    ['Agents', 20, 30],
    ['Connections', 1, 0],
  ]);
});

it.each([
  ['agent 50', ['Agent 50']],
  ['mini 49', ['Agent 49']],
  ['CAFE', ['Café line']],
  ['café llama', ['Café line']],
  ['nowhere', []],
])('finds by “%s” %j', (query, labels) => {
  const found = findPlaces([agents, connections], query);
  expect(found.flatMap(({ items }) => items.map(({ label }) => label))).toEqual(labels);
});

it.each([
  ['Keys', 'keys', true],
  ['Keys', 'front desk key', true],
  ['Instructions & details', 'details front', true],
  ['Keys', 'front', false],
  ['Keys', 'k', false],
  ['Keys', '', false],
])('takes %s to be asked for by “%s” or not: %s', (page, query, asked) => {
  expect(asksFor(page, query)).toBe(asked);
});
