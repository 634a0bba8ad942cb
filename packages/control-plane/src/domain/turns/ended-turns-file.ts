import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const digits = 16;

/**
 * How many turns have ended in this data folder, whether or not they were recorded, in 16 bytes which
 * the operating system keeps although this process be killed. So the next start can tell how many were
 * lost. One write for all turns that end in one round of the event loop, once that has nothing else to
 * do: a kill within the round takes the count of its turns along.
 */
export class EndedTurnsFile {
  #file: number | null;
  readonly #bytes = Buffer.alloc(digits);
  #ended: number;
  #isWritten = true;
  readonly #write = (): void => {
    if (this.#isWritten || this.#file === null) return;
    this.#isWritten = true;
    this.#bytes.write(String(this.#ended).padStart(digits, '0'), 'latin1');
    try {
      writeSync(this.#file, this.#bytes, 0, digits, 0);
    } catch {
      // A turn that can't be counted is still recorded.
    }
  };

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
    if (!this.#isWritten) return;
    this.#isWritten = false;
    setImmediate(this.#write);
  }

  close(): void {
    this.#write();
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}
