import { expect, test } from 'vitest';
import { pageOf } from './pages.tsx';

const rows = ['a', 'b', 'c', 'd', 'e'];

test('each page holds what stands in its place, the last one what is left', () => {
  expect(pageOf(rows, 1, 2)).toEqual({ page: 1, pages: 3, first: 0, rows: ['a', 'b'], total: 5 });
  expect(pageOf(rows, 3, 2)).toMatchObject({ first: 4, rows: ['e'] });
});

test('who asks for a page behind the last one is shown the last', () => {
  expect(pageOf(rows, 9, 2)).toMatchObject({ page: 3, rows: ['e'] });
  expect(pageOf([], 2, 2)).toEqual({ page: 1, pages: 1, first: 0, rows: [], total: 0 });
});
