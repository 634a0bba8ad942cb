import { stripVTControlCharacters } from 'node:util';

/** Text from elsewhere without what would steer the terminal. Line breaks become spaces. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(
    /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    ' ',
  );
}
