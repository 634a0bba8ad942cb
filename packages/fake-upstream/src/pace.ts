import { setTimeout } from 'node:timers/promises';

/** How fast an answer comes, in milliseconds. Without a pace a stream is one write. */
export interface Pace {
  /** Before the status line. */
  headersMs: number;
  /** Between the headers and the first token. */
  firstTokenMs: number;
  /** Between two tokens; 0 still makes each a write of its own. */
  gapMs: number;
}

/** Waits; ends early, quietly, when the caller has gone. */
export async function pause(ms: number, gone: AbortSignal): Promise<void> {
  if (ms <= 0 || gone.aborted) return;
  try {
    await setTimeout(ms, undefined, { signal: gone });
  } catch {
    // The caller has gone: whoever waits asks the signal itself.
  }
}
