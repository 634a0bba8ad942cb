import { RE2JS } from 're2js';

export interface LinearRegex {
  test(text: string): boolean;
}

/**
 * A pattern in the syntax of RE2, whose time grows with the text alone: what people write here would
 * otherwise hold up every turn of this process.
 *
 * @throws Error in words that may be shown, for what RE2 doesn't take.
 */
export function linearRegex(pattern: string, ignoreCase = false): LinearRegex {
  const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  return { test: (text) => compiled.matcher(text).find() };
}
