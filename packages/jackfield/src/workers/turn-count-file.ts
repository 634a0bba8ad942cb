import { closeSync, constants, openSync, readSync, rmSync, writeSync } from 'node:fs';

const digits = 16;

/**
 * How many turns have ended in one worker, and how many of their records the main process has: 16 bytes
 * each, which the operating system keeps although a process be killed. So whoever is left can tell how
 * many were lost. Each is written once a round of the event loop, when that has nothing else to do: a
 * worker that is killed within the round takes the count of its turns along.
 */
export class TurnCountFile {
  readonly #path: string;
  #file: number | null;
  /** Where this process writes, and what it has to write there. */
  #at = 0;
  #turns = 0;
  #isWritten = true;
  readonly #write = (): void => {
    if (this.#isWritten || this.#file === null) return;
    this.#isWritten = true;
    try {
      writeSync(this.#file, String(this.#turns).padStart(digits, '0'), this.#at, 'latin1');
    } catch {
      // A turn that can't be counted is still recorded.
    }
  };

  /** Makes it, with nothing counted, unless it is there. */
  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  }

  /** Written by the worker alone. */
  set ended(turns: number) {
    this.#writeSoon(0, turns);
  }

  /** Written by the main process alone, later than it has counted them itself: see `EndedTurnsFile`. */
  set received(turns: number) {
    this.#writeSoon(digits, turns);
  }

  /** Turns that have ended and whose records never came. */
  get lost(): number {
    this.#write();
    return Math.max(0, this.#read(0) - this.#read(digits));
  }

  close(): void {
    this.#write();
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  remove(): void {
    this.close();
    rmSync(this.#path, { force: true });
  }

  #writeSoon(at: number, turns: number): void {
    this.#at = at;
    this.#turns = turns;
    if (!this.#isWritten) return;
    this.#isWritten = false;
    setImmediate(this.#write);
  }

  #read(at: number): number {
    if (this.#file === null) return 0;
    const bytes = Buffer.alloc(digits);
    const text = bytes.toString('latin1', 0, readSync(this.#file, bytes, 0, digits, at));
    return /^\d{16}$/.test(text) ? Number(text) : 0;
  }
}
