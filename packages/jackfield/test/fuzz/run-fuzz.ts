import fc from 'fast-check';
import type { FuzzTarget } from './fuzz-target.ts';

export interface FuzzRun {
  readonly seed: number;
  readonly runs: number;
  /** Ends earlier, with what was asked by then. */
  readonly limitMs: number;
  readonly onProgress?: (asked: number) => void;
}

export interface FuzzVerdict {
  readonly asked: number;
  /** The input that broke something, and how; `null` where none did. */
  readonly failure: string | null;
}

const standsEvery = 250;

/** Asks a target until the runs or the time are over, or something breaks. */
export async function runFuzz(target: FuzzTarget, run: FuzzRun): Promise<FuzzVerdict> {
  let asked = 0;
  const property = fc.asyncProperty(target.inputs, async (input) => {
    await target.ask(input);
    asked += 1;
    if (asked % standsEvery !== 0) return;
    await target.stands();
    run.onProgress?.(asked);
  });
  const details = await fc.check(property, {
    seed: run.seed,
    numRuns: run.runs,
    interruptAfterTimeLimit: run.limitMs,
    markInterruptAsFailure: false,
    // A program that has died breaks on every smaller input too.
    endOnFailure: true,
  });
  if (details.failed) {
    const why = details.errorInstance instanceof Error ? details.errorInstance.message : '';
    return { asked, failure: `${why.slice(0, 4_000)}\n${fc.defaultReportMessage(details)}` };
  }
  await target.stands();
  return { asked, failure: null };
}
