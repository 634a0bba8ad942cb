import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const digits = 16;

/**
 * How many turns have ended in this data folder, whether or not they were recorded, in 16 bytes which
 * the operating system keeps although this process be killed. So the next start can tell how many were
 * lost. A turn is counted at once; where several end in one round of the event loop, or in each of two
 * in a row, one write counts those of a round when it ends, and a kill within it takes them along.
 */
export class EndedTurnsFile {
  #file: number | null;
  readonly #bytes = Buffer.alloc(digits);
  #ended: number;
  #written: number;
  /** Whether what this round brings is written when it ends. */
  #atRoundsEnd = false;
  readonly #endRound = (): void => {
    this.#atRoundsEnd = this.#written !== this.#ended;
    if (!this.#atRoundsEnd) return;
    this.#write();
    setImmediate(this.#endRound);
  };

  constructor(dataDir: string, writer: string) {
    const path = join(dataDir, `turns-ended-${writer}`);
    const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    this.#file = file;
    const read = readSync(file, this.#bytes, 0, digits, 0);
    const text = this.#bytes.toString('latin1', 0, read);
    this.#ended = /^\d{16}$/.test(text) ? Number(text) : 0;
    this.#written = this.#ended;
  }

  /** 0 where nothing was ever written, or what was can't be read. */
  get ended(): number {
    return this.#ended;
  }

  set ended(ended: number) {
    this.#ended = ended;
    if (this.#atRoundsEnd) return;
    this.#write();
    this.#atRoundsEnd = true;
    setImmediate(this.#endRound);
  }

  close(): void {
    if (this.#written !== this.#ended) this.#write();
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #write(): void {
    this.#written = this.#ended;
    if (this.#file === null) return;
    this.#bytes.write(String(this.#ended).padStart(digits, '0'), 'latin1');
    try {
      writeSync(this.#file, this.#bytes, 0, digits, 0);
    } catch {
      // A turn that can't be counted is still recorded.
    }
  }
}
