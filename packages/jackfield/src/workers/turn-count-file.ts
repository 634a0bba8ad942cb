import { closeSync, constants, openSync, readSync, rmSync, writeSync } from 'node:fs';

const digits = 16;

/**
 * How many turns have ended in one worker, and how many of their records the main process has: one write
 * of 16 bytes each, which the operating system keeps although a process be killed. So whoever is left
 * can tell how many were lost.
 */
export class TurnCountFile {
  readonly #path: string;
  #file: number | null;

  /** Makes it, with nothing counted, unless it is there. */
  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  }

  /** Written by the worker alone. */
  set ended(turns: number) {
    this.#write(0, turns);
  }

  /** Written by the main process alone. */
  set received(turns: number) {
    this.#write(digits, turns);
  }

  /** Turns that have ended and whose records never came. */
  get lost(): number {
    return Math.max(0, this.#read(0) - this.#read(digits));
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  remove(): void {
    this.close();
    rmSync(this.#path, { force: true });
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
