/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/** How the page took what somebody did to it. */
export interface Felt {
  /** Milliseconds from an input to the next frame: the longest of them. At least 16, which is as fine as the browser tells. */
  readonly toPaint: number;
  /** CPU time of the page's own thread for an input, in milliseconds; what it polls meanwhile is in it. */
  readonly cpu: number;
  /** Milliseconds from the first input until what was asked for is there; `null` where nothing was waited for. */
  readonly until: number | null;
}

/** Measures interactions with a real page by the browser's own Event Timing (W3C), which is what INP is made of. */
export async function watchPage(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const cpuMs = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000;
  };
  await page.addInitScript(() => {
    const felt = { durations: [] as number[], tasks: [] as number[], firstAt: 0 };
    Object.assign(window, { felt });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        // Holds: the observer asks for this type alone.
        const { interactionId, duration } = entry as PerformanceEventTiming;
        if (interactionId > 0) felt.durations.push(duration);
      }
      // Typescript's own description of the page lacks the threshold: https://w3c.github.io/event-timing/
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) felt.tasks.push(duration);
    }).observe({ type: 'longtask' });
    for (const type of ['pointerdown', 'keydown']) {
      addEventListener(type, ({ timeStamp }) => (felt.firstAt ||= timeStamp), { capture: true });
    }
  });
  /** What the init script keeps. */
  type Kept = Window & { felt: { durations: number[]; tasks: number[]; firstAt: number } };
  const clear = () =>
    page.evaluate(() => {
      Object.assign((window as unknown as Kept).felt, { durations: [], tasks: [], firstAt: 0 });
    });
  return {
    /** @param inputs how many inputs `act` makes, which its CPU time is shared among. */
    async feel(
      act: () => Promise<void>,
      inputs = 1,
      selector: string | null = null,
    ): Promise<Felt> {
      await clear();
      const before = await cpuMs();
      const shown =
        selector === null
          ? null
          : page.evaluate(async (wanted) => {
              const { felt } = window as unknown as Kept;
              const there = (): boolean =>
                felt.firstAt > 0 && document.querySelector(wanted) !== null;
              while (!there()) await new Promise(requestAnimationFrame);
              return performance.now() - felt.firstAt;
            }, selector);
      await act();
      const until = shown === null ? null : await shown;
      // Entries come after the frame they tell of.
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 60))),
      );
      const cpu = ((await cpuMs()) - before) / inputs;
      const { durations } = await page.evaluate(() => (window as unknown as Kept).felt);
      return { toPaint: Math.max(16, ...durations), cpu, until };
    },
    /** The page left to itself: its longest task of 50 ms or more, and its share of a core. */
    async rest(seconds: number): Promise<{ longestTask: number; cpuShare: number }> {
      await clear();
      const before = await cpuMs();
      await page.waitForTimeout(seconds * 1_000);
      const cpuShare = ((await cpuMs()) - before) / seconds / 1_000;
      const { tasks } = await page.evaluate(() => (window as unknown as Kept).felt);
      return { longestTask: Math.max(0, ...tasks), cpuShare };
    },
  };
}
