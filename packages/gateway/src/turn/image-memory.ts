import { ProviderError } from '../providers/provider-error.ts';

/**
 * The memory that all turns' fetched images may take together: what one turn may fetch (20 × 3.75 MB)
 * is harmless, what a thousand may is not.
 */
export class ImageMemory {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** What is taken must be given back. `false` where there is not so much. */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.#bytesMax) return false;
    this.#bytes += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** It says nothing of the model; a fallback that fetches images itself may still answer. */
export function noImageMemory(): ProviderError {
  return new ProviderError('overloaded', {
    message:
      'The images of other turns take all the memory there is for them. Try again in a moment, or send the image itself as a data: URL.',
    code: 'overloaded',
    retryable: true,
    // Longer than a turn waits for a retry.
    retryAfterMs: 2_000,
  });
}
