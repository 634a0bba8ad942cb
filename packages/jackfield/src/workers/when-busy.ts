import { performance } from 'node:perf_hooks';

const everyMs = 500;
/** Of the time between two looks, spent on work rather than waiting for some. */
const busyShare = 0.7;
/** So many looks in a row: a pause of one or two seconds, as a large catalogue makes, is no load of turns. */
const looks = 4;

/** Calls `onBusy` once this process's event loop has been busy for two seconds by turns. Gives what calls it off. */
export function whenBusy(turnsUnderWay: () => number, onBusy: (share: number) => void): () => void {
  let before = performance.eventLoopUtilization();
  let inARow = 0;
  let withTurns = false;
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    const isBusy = utilization > busyShare;
    inARow = isBusy ? inARow + 1 : 0;
    // Short turns one after another may just be between two of them.
    withTurns = isBusy && (withTurns || turnsUnderWay() > 0);
    if (inARow < looks || !withTurns) return;
    clearInterval(timer);
    onBusy(utilization);
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
