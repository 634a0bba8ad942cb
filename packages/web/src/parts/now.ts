import { useSyncExternalStore } from 'react';

const tickMs = 15_000;
let now = Date.now();

/** The time, new every quarter of a minute for all that show how long ago something was. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

function subscribe(changed: () => void): () => void {
  now = Date.now();
  const timer = setInterval(() => {
    now = Date.now();
    changed();
  }, tickMs);
  return () => clearInterval(timer);
}
