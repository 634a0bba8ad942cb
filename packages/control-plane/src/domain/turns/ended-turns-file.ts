import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const digits = 16;

/**
 * How many turns have ended in this data folder, whether or not they were recorded: one write of 16
 * bytes a turn, which the operating system keeps although this process be killed. So the next start
 * can tell how many were lost.
 */
export class EndedTurnsFile {
  #file: number | null;
  readonly #bytes = Buffer.alloc(digits);
  #ended: number;

  constructor(dataDir: string, writer: string) {
    const path = join(dataDir, `turns-ended-${writer}`);
    const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    this.#file = file;
    const read = readSync(file, this.#bytes, 0, digits, 0);
    const text = this.#bytes.toString('latin1', 0, read);
    this.#ended = /^\d{16}$/.test(text) ? Number(text) : 0;
  }

  /** 0 where nothing was ever written, or what was can't be read. */
  get ended(): number {
    return this.#ended;
  }

  set ended(ended: number) {
    this.#ended = ended;
    if (this.#file === null) return;
    this.#bytes.write(String(ended).padStart(digits, '0'), 'latin1');
    try {
      writeSync(this.#file, this.#bytes, 0, digits, 0);
    } catch {
      // A turn that can't be counted is still recorded.
    }
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}
