// Loaded into `jackfield serve` by the benchmarks (`--import`): from one SIGUSR2 to the next it samples
// the CPU and the event loop's delay, and then writes both to the file that its environment names.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { CpuProfile } from './flame-graph.ts';

export interface Inside {
  /** In milliseconds. */
  readonly loopDelay: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly profile: CpuProfile | null;
}

const file = process.env['JACKFIELD_BENCH_INSIDE'] ?? '';
const profiles = process.env['JACKFIELD_BENCH_PROFILE'] === '1';
const delay = monitorEventLoopDelay({ resolution: 1 });
const session = new Session();
session.connect();
let isOn = false;

process.on('SIGUSR2', () => {
  isOn = !isOn;
  if (isOn) {
    delay.reset();
    delay.enable();
    if (!profiles) return;
    session.post('Profiler.enable');
    session.post('Profiler.setSamplingInterval', { interval: 200 });
    session.post('Profiler.start');
    return;
  }
  delay.disable();
  const loopDelay = {
    p50: delay.percentile(50) / 1e6,
    p99: delay.percentile(99) / 1e6,
    max: delay.max / 1e6,
  };
  const write = (profile: CpuProfile | null): void =>
    writeFileSync(file, JSON.stringify({ loopDelay, profile } satisfies Inside));
  if (profiles)
    session.post('Profiler.stop', (_error, stopped) => write(stopped.profile as CpuProfile));
  else write(null);
});
