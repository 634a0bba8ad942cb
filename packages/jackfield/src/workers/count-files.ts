import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TurnCountFile } from './turn-count-file.ts';

/** The files in which this start's workers count their turns, and those that an earlier one left. */
export class CountFiles {
  readonly #dataDir: string;
  readonly #prefix: string;
  readonly #start = randomBytes(6).toString('hex');

  /** `program` tells apart those that share a data folder, the same at each start. */
  constructor(dataDir: string, program: string) {
    this.#dataDir = dataDir;
    this.#prefix = `turns-of-workers-${program}-`;
  }

  of(worker: string): string {
    return join(this.#dataDir, `${this.#prefix}${this.#start}-${worker}`);
  }

  /** Turns whose records were lost as their worker and the program were killed together; told once. */
  lostBefore(): number {
    let lost = 0;
    for (const name of readdirSync(this.#dataDir)) {
      if (!name.startsWith(this.#prefix) || name.startsWith(this.#prefix + this.#start)) continue;
      const file = new TurnCountFile(join(this.#dataDir, name));
      lost += file.lost;
      file.remove();
    }
    return lost;
  }
}
