import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TurnCountFile } from './turn-count-file.ts';

/** Beyond some hundred bytes a Unix socket has no address: sun_path in unix(7), 104 on macOS. */
const socketPathMax = 100;
const socketName = 'main.sock';

/** What this start's workers keep beside the data, and what an earlier start left. */
export class WorkerFiles {
  readonly #dataDir: string;
  readonly #counts: string;
  readonly #doors: string;
  readonly #start = randomBytes(6).toString('hex');

  /** `program` tells apart those that share a data folder, the same at each start. */
  constructor(dataDir: string, program: string) {
    this.#dataDir = dataDir;
    this.#counts = `turns-of-workers-${program}-`;
    this.#doors = `workers-${program}-`;
  }

  /** Where a worker counts its turns: see `turn-count-file.ts`. */
  countFile(worker: string): string {
    return join(this.#dataDir, `${this.#counts}${this.#start}-${worker}`);
  }

  /**
   * The place of a socket in a new folder that only this user can enter (0700: mkdtemp(3)): in the data
   * folder, or where that lies too deep, the system's for temporary files.
   */
  socket(): { readonly folder: string; readonly path: string } {
    const prefix = `${this.#doors}${this.#start}-`;
    const isShort = join(this.#dataDir, `${prefix}XXXXXX`, socketName).length <= socketPathMax;
    const folder = mkdtempSync(
      isShort ? join(this.#dataDir, prefix) : join(tmpdir(), 'jackfield-'),
    );
    return { folder, path: join(folder, socketName) };
  }

  /**
   * Takes away what a start left that was killed with all its workers. Gives the turns whose records were
   * lost then; told once. Call it with the data folder locked.
   */
  clearEarlier(): number {
    let lost = 0;
    for (const name of readdirSync(this.#dataDir)) {
      const path = join(this.#dataDir, name);
      if (this.#isEarlier(name, this.#doors)) rmSync(path, { recursive: true, force: true });
      if (!this.#isEarlier(name, this.#counts)) continue;
      const file = new TurnCountFile(path);
      lost += file.lost;
      file.remove();
    }
    return lost;
  }

  #isEarlier(name: string, prefix: string): boolean {
    return name.startsWith(prefix) && !name.startsWith(prefix + this.#start);
  }
}
