import { performance } from 'node:perf_hooks';

const everyMs = 500;

/** How the event loop did since it was looked at last. */
export interface LoopSample {
  /** How late a timer came, in milliseconds: how long everything else waits. */
  readonly lateMs: number;
  /** From 0 to 1: the share of the time in which it had something to do. */
  readonly busy: number;
}

/** Tells again and again how the event loop does. Gives what stops it. */
export function watchEventLoop(onSample: (sample: LoopSample) => void): () => void {
  let due = performance.now() + everyMs;
  let before = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.now();
    const elapsed = performance.eventLoopUtilization();
    const { utilization: busy } = performance.eventLoopUtilization(elapsed, before);
    onSample({ lateMs: Math.max(0, now - due), busy });
    due = now + everyMs;
    before = elapsed;
  }, everyMs);
  // No reason for the process to live on.
  timer.unref();
  return () => clearInterval(timer);
}
