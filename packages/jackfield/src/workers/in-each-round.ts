/**
 * Collects what changes within one round of the event loop, the last value of each key, and gives it to
 * `tell` once the round has nothing else to do.
 */
export function inEachRound<Value>(
  tell: (changed: readonly (readonly [string, Value])[]) => void,
): (key: string, value: Value) => void {
  let changed = new Map<string, Value>();
  return (key, value) => {
    changed.set(key, value);
    if (changed.size > 1) return;
    setImmediate(() => {
      const entries = [...changed];
      changed = new Map();
      tell(entries);
    });
  };
}
