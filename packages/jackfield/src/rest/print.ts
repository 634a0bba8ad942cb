import { toTable } from './to-table.ts';

/** `value` as JSON for a program, or as a table for a person. */
export function print<T>(
  json: boolean | undefined,
  items: readonly T[],
  columns: Readonly<Record<string, (item: T) => string>>,
): void {
  if (json === true) printJson({ items });
  else {
    const read = Object.values(columns);
    const rows = items.map((item) => read.map((column) => column(item)));
    process.stdout.write(items.length === 0 ? 'None yet.\n' : toTable(Object.keys(columns), rows));
  }
}

/** One line for a program. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** One line for a person. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
