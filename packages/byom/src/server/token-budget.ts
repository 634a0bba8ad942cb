/**
 * Gives text on as long as the tokens last, counted as the reply says they are, piece by piece; what
 * it gives never counts more, and ends with a whole character.
 */
export class TokenBudget {
  #left: number;
  readonly #count: (text: string) => number;

  constructor(tokensMax: number, count: (text: string) => number) {
    this.#left = tokensMax;
    this.#count = count;
  }

  take(piece: string): { readonly text: string; readonly spent: boolean } {
    const tokens = this.#count(piece);
    if (tokens <= this.#left) {
      this.#left -= tokens;
      return { text: piece, spent: false };
    }
    const characters = Array.from(piece);
    let fits = 0;
    let tooMany = characters.length;
    while (tooMany - fits > 1) {
      const middle = Math.floor((fits + tooMany) / 2);
      if (this.#count(characters.slice(0, middle).join('')) <= this.#left) fits = middle;
      else tooMany = middle;
    }
    this.#left = 0;
    return { text: characters.slice(0, fits).join(''), spent: true };
  }
}
