import { RE2JS } from 're2js';

export interface LinearRegex {
  /** Of its program: what one character of a text may cost. */
  readonly size: number;
  /** Longer texts would take it too long. */
  readonly charactersMax: number;
  test(text: string): boolean;
}

/** Together 130 ms at the worst that was found. */
const stepsMax = 1_000_000;
const sizeMax = 500;

/**
 * A pattern in the syntax of RE2, whose time grows with its size times the text, which are both bounded:
 * what people write here would otherwise hold up every turn of this process.
 *
 * @throws Error in words that may be shown, for what RE2 doesn't take and for what is too large.
 */
export function linearRegex(pattern: string, ignoreCase = false): LinearRegex {
  const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  const size = compiled.programSize();
  if (size > sizeMax) throw new Error('The pattern is too large: repeat less, or divide it.');
  return {
    size,
    charactersMax: Math.floor(stepsMax / size),
    test: (text) => compiled.matcher(text).find(),
  };
}
