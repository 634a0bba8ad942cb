/**
 * A tool call's arguments as the JSON text that the format asks for, also where a server gave them
 * as an object. `null` and absent arguments are no text.
 */
export function argumentsText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
