import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { isStoreFailure } from './sqlite-failure.ts';

function sqliteError(errcode: number): Error {
  return Object.assign(new Error('SQLite'), { code: 'ERR_SQLITE_ERROR', errcode });
}

/** Extended codes: https://www.sqlite.org/rescode.html */
it.each([
  ['a failed fsync', 1_034],
  ['a failed fsync of the folder', 1_290],
  ['a failed write', 778],
  ['a full disk', 13],
  ['a read-only file', 8],
  ['a file that is gone', 14],
])('takes %s for the store’s failure: the save is refused with 503', (_what, errcode) => {
  expect(isStoreFailure(sqliteError(errcode))).toBe(true);
});

it('takes a wrong query for a mistake of ours', () => {
  using database = new DatabaseSync(':memory:');
  database.exec('create table one (id integer primary key)');
  database.exec('insert into one values (1)');
  for (const sql of ['select nothing', 'insert into one values (1)']) {
    let caught: unknown = null;
    try {
      database.exec(sql);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(Error);
    expect(isStoreFailure(caught)).toBe(false);
  }
});
