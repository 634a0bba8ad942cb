import { keepAliveComment } from '@jackfield/chat-completions';
import type { Caller } from './caller.ts';
import type { Clock } from './clock.ts';

/** Half of the 30 s after which the least patient proxies in use cut a silent connection. */
const silenceMsMax = 15_000;
/** A caller that takes nothing for this long is gone, whatever its socket says. */
const stalledMsMax = 120_000;

export interface SilenceWatch {
  /** Told of every write, with the promise of room where there is none left. */
  wrote(room: Promise<void> | undefined): void;
  close(): void;
}

/**
 * Keeps a stream open while the reply is silent, with a comment every 15 s, and drops a caller that
 * has taken nothing for two minutes. One timer for each stream, none for each token.
 */
export function watchSilence(caller: Caller, clock: Clock, begin: () => void): SilenceWatch {
  let wroteAt = clock.now();
  let isFull = false;
  let cancel = clock.after(silenceMsMax, tick);

  function tick(): void {
    if (caller.signal.aborted) return;
    const silentMs = clock.now() - wroteAt;
    if (isFull && silentMs >= stalledMsMax) {
      caller.drop();
      return;
    }
    if (!isFull && silentMs >= silenceMsMax) {
      begin();
      wrote(caller.write(keepAliveComment));
    }
    const next = isFull ? silenceMsMax : silenceMsMax - (clock.now() - wroteAt);
    cancel = clock.after(Math.max(1, next), tick);
  }

  function wrote(room: Promise<void> | undefined): void {
    wroteAt = clock.now();
    if (room === undefined) return;
    isFull = true;
    void room.then(() => {
      isFull = false;
      wroteAt = clock.now();
    });
  }

  return { wrote, close: () => cancel() };
}
