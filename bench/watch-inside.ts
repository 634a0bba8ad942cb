import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Inside } from './inside-program.ts';

export interface WatchInside {
  /** What the watched program is started with. */
  readonly environment: Readonly<Record<string, string>>;
  /** What was seen inside the process `pid` while `work` ran. */
  during(pid: number, work: () => Promise<unknown>): Promise<Inside>;
}

/** Looks into a program of ours with `inside-program.ts`. */
export function watchInside(profiles: boolean): WatchInside {
  const file = join(tmpdir(), `jackfield-bench-${process.pid}.json`);
  return {
    environment: {
      NODE_OPTIONS: `--import=${new URL('inside-program.ts', import.meta.url).href}`,
      JACKFIELD_BENCH_INSIDE: file,
      JACKFIELD_BENCH_PROFILE: profiles ? '1' : '0',
    },
    async during(pid, work) {
      process.kill(pid, 'SIGUSR2');
      await work();
      process.kill(pid, 'SIGUSR2');
      while (!existsSync(file)) await pause(100);
      // It is written at once.
      await pause(500);
      // Holds: inside-program.ts wrote it.
      const inside = JSON.parse(readFileSync(file, 'utf8')) as Inside;
      rmSync(file);
      return inside;
    },
  };
}
