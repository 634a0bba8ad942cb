import { createHook } from 'node:async_hooks';

/** Counts the password hashes that run at once in this process, as Node itself tells. */
export function countHashes(): { readonly peak: number; [Symbol.dispose](): void } {
  const running = new Set<number>();
  let peak = 0;
  const hook = createHook({
    init(id, type) {
      if (type !== 'ARGON2REQUEST') return;
      running.add(id);
      peak = Math.max(peak, running.size);
    },
    after: (id) => void running.delete(id),
  }).enable();
  return {
    get peak() {
      return peak;
    },
    [Symbol.dispose]: () => void hook.disable(),
  };
}
