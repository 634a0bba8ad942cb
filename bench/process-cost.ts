import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel has accounted to a process and all its descendants. */
export interface ProcessCost {
  /** User and system time of all threads, in microseconds; `schedstat` of proc_pid_schedstat, in nanoseconds there. */
  readonly cpu: number;
  /** Resident memory, in kB; what processes share is counted for each. */
  readonly residentKb: number;
}

export function processCost(pid: number): ProcessCost {
  let cpu = 0;
  let residentKb = 0;
  for (const each of descendants(pid)) {
    for (const thread of entries(`/proc/${each}/task`)) {
      cpu += Number(read(`/proc/${each}/task/${thread}/schedstat`).split(' ', 1)[0]) / 1e3;
    }
    residentKb += Number(/^VmRSS:\s*(\d+)/m.exec(read(`/proc/${each}/status`))?.[1] ?? 0);
  }
  return { cpu, residentKb };
}

function descendants(root: number): number[] {
  const parents = entries('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(name) }));
  const found = [root];
  for (const pid of found) {
    for (const child of parents) if (child.parent === pid) found.push(child.pid);
  }
  return found;
}

/** Behind the name, which may hold anything, stand the state and the parent: see proc_pid_stat(5). */
function parentOf(pid: string): number {
  const text = read(`/proc/${pid}/stat`);
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ', 2)[1]);
}

/** Nothing where the process has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
