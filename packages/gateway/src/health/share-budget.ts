/**
 * Lets at most a share of all turns do something extra, and `spare` more: so a fault that hits every
 * turn can't multiply the load on a model that is struggling already.
 */
export class ShareBudget {
  readonly #spare: number;
  #left: number;

  constructor(spare: number) {
    this.#spare = spare;
    this.#left = spare;
  }

  /** One more turn, of which `share` may be spent. What was saved up is bounded too. */
  earn(share: number): void {
    this.#left = Math.min(this.#spare, this.#left + share);
  }

  spend(): boolean {
    // Sums of shares are a hair less than whole numbers.
    if (this.#left < 1 - 1e-9) return false;
    this.#left -= 1;
    return true;
  }
}
