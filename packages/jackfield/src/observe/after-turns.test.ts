import { setImmediate as nextRound } from 'node:timers/promises';
import type { TurnRecord } from '@jackfield/gateway-config';
import { expect, test } from 'vitest';
import { afterTurns } from './after-turns.ts';

// Holds: only which records come, and in which order, is of interest here.
const turns = ['first', 'second'].map((requestId) => ({ requestId }) as TurnRecord);

test('tells every observer of every turn, in order, later than the turn itself', async () => {
  const told: string[] = [];
  const tell = afterTurns(
    [(turn) => told.push(`a ${turn.requestId}`), (turn) => told.push(`b ${turn.requestId}`)],
    () => told.push('fault'),
  );
  for (const turn of turns) tell(turn);
  expect(told).toEqual([]);
  await nextRound();
  expect(told).toEqual(['a first', 'b first', 'a second', 'b second']);
});

test('what one observer throws is reported, and keeps no other from being told', async () => {
  const told: string[] = [];
  const faults: unknown[] = [];
  const fault = new Error('broken');
  const tell = afterTurns(
    [
      () => {
        throw fault;
      },
      (turn) => told.push(turn.requestId),
    ],
    (error) => faults.push(error),
  );
  for (const turn of turns) tell(turn);
  await nextRound();
  expect([told, faults]).toEqual([
    ['first', 'second'],
    [fault, fault],
  ]);
});
