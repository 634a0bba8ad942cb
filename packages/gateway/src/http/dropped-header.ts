const charactersMax = 1_000;

/**
 * What `x-jackfield-dropped` says: always a value that a header can hold, of 1,000 characters at
 * most. The names are the caller's own and may be anything, so what is no visible ASCII, and what
 * could be taken for the list itself, is percent-encoded; where not all of them fit, `…` in ASCII
 * (`...`) stands for the rest.
 */
export function droppedHeader(names: readonly string[]): string {
  let value = '';
  for (const name of names) {
    const next = (value === '' ? '' : ', ') + inHeader(name);
    if (value.length + next.length > charactersMax) return value === '' ? '...' : `${value}, ...`;
    value += next;
  }
  return value;
}

function inHeader(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : encodeURIComponent(name.toWellFormed());
}
