import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { UsageProblem } from './usage-problem.ts';

type Options<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: T; strict: true; allowPositionals: true }>
>;

/**
 * The flags and words of a command, nothing unknown among them.
 *
 * @throws UsageProblem for an unknown flag, a flag without its value, too few words or too many.
 */
export function readOptions<T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: T,
  words: number,
): Options<T> {
  const parsed = parse(args, options);
  const { length } = parsed.positionals;
  if (length < words) throw new UsageProblem('Something is missing.');
  // What is too much may be a credential typed in the wrong place, so it is not repeated.
  if (length > words) throw new UsageProblem(`${length - words} more word(s) than expected.`);
  return parsed;
}

function parse<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T): Options<T> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const message = error.message.split('. ', 1)[0] ?? error.message;
    // A flag that is misspelt is repeated, a key that begins with a hyphen is not.
    const typed = /^Unknown option '(.*)'/s.exec(message)?.[1] ?? '--';
    const shown = /^--[a-z-]{0,20}$/.test(typed) ? message : 'An option is unknown';
    throw new UsageProblem(`${shown}.`, { cause: error });
  }
}

/** A whole number in a range, from a flag's text. */
export function readNumber(flag: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw new UsageProblem(`${flag} must be a whole number from ${min} to ${max}.`);
}
