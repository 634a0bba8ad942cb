const everyMs = 500;

/** Tells again and again how late a timer came, which is how long everything else waits. Gives what stops it. */
export function watchEventLoop(onSample: (lateMs: number) => void): () => void {
  let due = performance.now() + everyMs;
  const timer = setInterval(() => {
    const now = performance.now();
    onSample(Math.max(0, now - due));
    due = now + everyMs;
  }, everyMs);
  // No reason for the process to live on.
  timer.unref();
  return () => clearInterval(timer);
}
