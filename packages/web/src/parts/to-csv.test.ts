import { expect, it } from 'vitest';
import { toCsv } from './to-csv.ts';

it('quotes what would break a row, and leaves numbers as they are', () => {
  const rows = [
    ['name', 'turns'],
    ['Desk, "front"\nand back', -1.5],
    ['quiet', null],
  ];
  expect(toCsv(rows)).toBe('name,turns\r\n"Desk, ""front""\nand back",-1.5\r\nquiet,\r\n');
});

it('case 47: a name is never a formula', () => {
  for (const name of ['=1+1', '+1', '-1', '@sum', '\tx']) {
    expect(toCsv([[name]])).toBe(`'${name}\r\n`);
  }
  expect(toCsv([['=a,b']])).toBe(`"'=a,b"\r\n`);
});
