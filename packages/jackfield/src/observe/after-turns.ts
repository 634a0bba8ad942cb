import type { TurnRecord } from '@jackfield/gateway-config';

/**
 * Tells `observers` of turns that have ended, once the event loop has nothing else to read or write in
 * its round, so that no turn under way waits for them. What one of them throws is its own affair.
 */
export function afterTurns(
  observers: readonly ((record: TurnRecord) => void)[],
  onFault: (error: unknown) => void,
): (record: TurnRecord) => void {
  let ended: TurnRecord[] = [];
  const tell = (): void => {
    const records = ended;
    ended = [];
    for (const record of records) {
      for (const observe of observers) {
        try {
          observe(record);
        } catch (error) {
          onFault(error);
        }
      }
    }
  };
  return (record) => {
    if (ended.push(record) === 1) setImmediate(tell);
  };
}
