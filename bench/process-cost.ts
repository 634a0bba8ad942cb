import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel has accounted to a process and all its descendants. */
export interface ProcessCost {
  /** User and system time, in microseconds. */
  readonly cpu: number;
  /** Resident memory, in kB; what processes share is counted for each. */
  readonly residentKb: number;
}

/** Ticks a second of the times in /proc, which is 100 on every Linux of today; see proc_pid_stat(5). */
const ticks = 100;

export function processCost(pid: number): ProcessCost {
  let cpu = 0;
  let residentKb = 0;
  for (const each of descendants(pid)) {
    const [user = 0, system = 0] = statOf(each).slice(11, 13).map(Number);
    cpu += ((user + system) * 1e6) / ticks;
    residentKb += Number(/^VmRSS:\s*(\d+)/m.exec(read(`/proc/${each}/status`))?.[1] ?? 0);
  }
  return { cpu, residentKb };
}

function descendants(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: Number(statOf(Number(name))[1]) }));
  const found = [root];
  for (const pid of found) {
    for (const child of parents) if (child.parent === pid) found.push(child.pid);
  }
  return found;
}

/** The fields behind the name, which may hold anything; none where the process has ended. */
function statOf(pid: number): string[] {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
