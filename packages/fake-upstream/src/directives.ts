import type { Pace } from './pace.ts';

/** What the marks in a message ask of the fake: `[fault: 429 retry-after=2]`, `[words: 50]` and so on. */
export interface Directives {
  /** The message without its marks. */
  text: string;
  faults: Mark[];
  pace: Pace | undefined;
  /** Answer with that many words instead of an echo. */
  words: number | undefined;
  cachedTokens: number;
  /** The answer is filtered half-way. */
  filtered: boolean;
  /** The prompt is filtered. */
  blocked: boolean;
  refused: boolean;
}

/** A mark's first word and its `name=value` options. */
export interface Mark {
  name: string;
  options: Record<string, string>;
  /** As written, to tell two marks apart. */
  source: string;
}

const marks = /\s?\[(fault|pace|words|cached|filtered|blocked|refused)(?::\s*([^\]]*))?\]/gi;

/** The marks of a message; text in other brackets is left alone. */
export function readDirectives(message: string): Directives {
  const found: Directives = {
    text: message,
    faults: [],
    pace: undefined,
    words: undefined,
    cachedTokens: 0,
    filtered: false,
    blocked: false,
    refused: false,
  };
  if (!message.includes('[')) return found;
  found.text = message
    .replace(marks, (_whole, name: string, value: string | undefined) => {
      take(found, name.toLowerCase(), value ?? '');
      return '';
    })
    .trim();
  return found;
}

function take(found: Directives, name: string, value: string): void {
  switch (name) {
    case 'fault':
      found.faults.push(readMark(value));
      break;
    case 'pace': {
      const { options } = readMark(`pace ${value}`);
      found.pace = {
        headersMs: Number(options['headers'] ?? 0),
        firstTokenMs: Number(options['first'] ?? 0),
        gapMs: Number(options['gap'] ?? 0),
      };
      break;
    }
    case 'words':
      found.words = Math.min(Math.max(Math.trunc(Number(value)) || 0, 0), 1_000_000);
      break;
    case 'cached':
      found.cachedTokens = Math.max(Math.trunc(Number(value)) || 0, 0);
      break;
    case 'filtered':
      found.filtered = true;
      break;
    case 'blocked':
      found.blocked = true;
      break;
    default:
      found.refused = true;
  }
}

/** Reads `name option=value option=value`. */
export function readMark(value: string): Mark {
  const [name = '', ...rest] = value.trim().split(/\s+/);
  const options: Record<string, string> = {};
  for (const pair of rest) {
    const at = pair.indexOf('=');
    if (at > 0) options[pair.slice(0, at).toLowerCase()] = pair.slice(at + 1);
  }
  return { name: name.toLowerCase(), options, source: value.trim() };
}
