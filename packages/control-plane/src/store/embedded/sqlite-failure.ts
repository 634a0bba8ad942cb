/** SQLite's primary result codes: https://www.sqlite.org/rescode.html */
const busy = 5;
const failing = new Set([
  busy,
  6, // locked
  7, // out of memory
  8, // read-only
  10, // input/output error
  11, // corrupt
  13, // full
  14, // can't open
  15, // locking protocol
  22, // no large file support
  26, // not a database
]);

/** Whether the store itself failed (full, unwritable, damaged), as opposed to a wrong query. */
export function isStoreFailure(error: unknown): boolean {
  const code = resultCode(error);
  return code !== null && failing.has(code);
}

export function isBusy(error: unknown): boolean {
  return resultCode(error) === busy;
}

function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_SQLITE_ERROR') {
    return null;
  }
  // The low byte of an extended code is its primary code.
  return 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}
