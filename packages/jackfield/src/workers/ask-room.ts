import type { AgentKeyConfig } from '@jackfield/gateway-config';

/** A main process that is busy for longer keeps no turn waiting: the worker's own count decides. */
const answerMs = 100;

/**
 * Has the main process count the requests of keys that have a limit, so that a limit holds for all workers
 * together, whichever of them a request comes to.
 */
export function askRoomOf(send: (ask: number, key: AgentKeyConfig) => void): {
  ask(key: AgentKeyConfig, answer: (waitMs: number | null) => void): void;
  answered(ask: number, waitMs: number): void;
} {
  let last = 0;
  const waiting = new Map<number, (waitMs: number | null) => void>();
  const answer = (ask: number, waitMs: number | null): void => {
    const tell = waiting.get(ask);
    waiting.delete(ask);
    tell?.(waitMs);
  };
  return {
    ask(key, tell) {
      last += 1;
      const ask = last;
      const timer = setTimeout(() => answer(ask, null), answerMs);
      waiting.set(ask, (waitMs) => {
        clearTimeout(timer);
        tell(waitMs);
      });
      send(ask, key);
    },
    answered: answer,
  };
}
