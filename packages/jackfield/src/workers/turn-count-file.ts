import { closeSync, constants, openSync, readSync, rmSync, writeSync } from 'node:fs';

const digits = 16;

/**
 * How many turns have ended in one worker, and how many of their records the main process has: 16 bytes
 * each, which the operating system keeps although a process be killed. So whoever is left can tell how
 * many were lost. Where several turns end in one round of the worker's event loop, or in each of two in
 * a row, one write counts those of a round when it ends, and a kill within it takes them along.
 */
export class TurnCountFile {
  readonly #path: string;
  #file: number | null;
  #ended = 0;
  #endedWritten = 0;
  /** Whether what this round brings is written when it ends. */
  #atRoundsEnd = false;
  /** `null` where it is written. */
  #received: number | null = null;
  readonly #endRound = (): void => {
    this.#atRoundsEnd = this.#endedWritten !== this.#ended;
    if (!this.#atRoundsEnd) return;
    this.#writeEnded();
    setImmediate(this.#endRound);
  };
  readonly #writeReceived = (): void => {
    if (this.#received !== null) this.#write(digits, this.#received);
    this.#received = null;
  };

  /** Makes it, with nothing counted, unless it is there. */
  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  }

  /** Written by the worker alone. */
  set ended(turns: number) {
    this.#ended = turns;
    if (this.#atRoundsEnd) return;
    this.#writeEnded();
    this.#atRoundsEnd = true;
    setImmediate(this.#endRound);
  }

  /** Written by the main process alone, when the round ends: no earlier than it has counted them as its own. */
  set received(turns: number) {
    if (this.#received === null) setImmediate(this.#writeReceived);
    this.#received = turns;
  }

  /** Turns that have ended and whose records never came. */
  get lost(): number {
    this.#writeReceived();
    return Math.max(0, this.#read(0) - this.#read(digits));
  }

  close(): void {
    this.#writeReceived();
    if (this.#endedWritten !== this.#ended) this.#writeEnded();
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  remove(): void {
    this.close();
    rmSync(this.#path, { force: true });
  }

  #writeEnded(): void {
    this.#endedWritten = this.#ended;
    this.#write(0, this.#ended);
  }

  #write(at: number, turns: number): void {
    if (this.#file === null) return;
    try {
      writeSync(this.#file, String(turns).padStart(digits, '0'), at, 'latin1');
    } catch {
      // A turn that can't be counted is still recorded.
    }
  }

  #read(at: number): number {
    if (this.#file === null) return 0;
    const bytes = Buffer.alloc(digits);
    const text = bytes.toString('latin1', 0, readSync(this.#file, bytes, 0, digits, at));
    return /^\d{16}$/.test(text) ? Number(text) : 0;
  }
}
