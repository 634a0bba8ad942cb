/**
 * Finds the first of some stop texts to be whole in text that comes in pieces, wherever the pieces
 * are cut. Gives text on as soon as it can't be the beginning of one.
 */
export class StopText {
  readonly #stops: readonly string[];
  #held = '';

  /** Null where nothing is to be looked for; an empty stop text would stop everything, and is none. */
  static of(stop: string | readonly string[] | null | undefined): StopText | null {
    const stops = (typeof stop === 'string' ? [stop] : (stop ?? [])).filter((text) => text !== '');
    return stops.length === 0 ? null : new StopText(stops);
  }

  private constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  push(piece: string): { readonly text: string; readonly found: boolean } {
    const text = this.#held + piece;
    const found = this.#firstIn(text);
    if (found !== null) {
      this.#held = '';
      return { text: text.slice(0, found.at), found: true };
    }
    const keep = Math.max(...this.#stops.map((stop) => overlap(text, stop)));
    this.#held = text.slice(text.length - keep);
    return { text: text.slice(0, text.length - keep), found: false };
  }

  /** The stop text that ends first, and of those that end together the longest. */
  #firstIn(text: string): { readonly at: number } | null {
    let first: { at: number; end: number } | null = null;
    for (const stop of this.#stops) {
      const at = text.indexOf(stop);
      const end = at + stop.length;
      if (at < 0 || (first !== null && (end > first.end || (end === first.end && at > first.at)))) {
        continue;
      }
      first = { at, end };
    }
    return first;
  }

  /** What was held back, once no more of the text can follow. */
  rest(): string {
    const rest = this.#held;
    this.#held = '';
    return rest;
  }
}

/** How long the longest end of `text` is that `stop` begins with. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length -= 1) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
