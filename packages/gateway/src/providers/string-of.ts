/** A string, or a number as one; `''` for anything else that JSON may hold in its place. */
export function stringOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
