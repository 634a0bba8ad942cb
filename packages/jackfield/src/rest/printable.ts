import { stripVTControlCharacters } from 'node:util';

/** Text from elsewhere without what would steer the terminal. Line breaks become spaces. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\p{Cc}/gu, ' ');
}
