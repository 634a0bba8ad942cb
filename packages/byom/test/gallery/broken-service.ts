import { setTimeout as pause } from 'node:timers/promises';
import type { BrokenServer } from './broken-server.ts';
import { startGoodServer, type StartedServer } from './good-server.ts';
import { refuse } from './refuse.ts';

/** More than are asked for side by side before the endpoint is strained. */
const turnsMax = 5;
/** So that turns which are asked for at once are there at once. */
const turnMs = 25;

/** What goes wrong when callers leave, or come together. */
export const brokenService: readonly BrokenServer[] = [
  {
    id: 'hang-up-harms',
    row: null,
    evidence: 'servers that give back a slot only when the answer is over',
    server: startWithOneSlot,
  },
  {
    id: 'concurrency-fails',
    row: null,
    server: () => startWithFewSlots(503, 'No slot is free.', null),
  },
  {
    id: 'rate-limited',
    row: null,
    server: () => startWithFewSlots(429, 'Rate limit reached.', 'rate_limit_exceeded'),
  },
  {
    id: 'rate-limited',
    row: null,
    how: 'from the tenth turn on',
    server: startWithBudget,
  },
  {
    id: 'slow-first-token',
    row: null,
    server: {
      writes(events, { body }) {
        if (JSON.stringify(body['messages']).includes('two short sentences'))
          clock.aheadMs += 2_500;
        return events;
      },
    },
    options: { now: () => performance.now() + clock.aheadMs },
  },
];

/** Put forward by a server that is slow, so that nobody needs to wait for it. */
const clock = { aheadMs: 0 };

function startWithBudget(): Promise<StartedServer> {
  let turns = 0;
  return startGoodServer({
    beforeAnswer(_asked, response) {
      turns += 1;
      return turns > 9 && refuse(response, 429, 'Rate limit reached.', 'rate_limit_exceeded');
    },
  });
}

/** Long answers take a slot, which a caller who leaves never gives back; the next turn finds out. */
function startWithOneSlot(): Promise<StartedServer> {
  let taken = false;
  return startGoodServer({
    beforeAnswer({ body, streamed }, response) {
      if (taken) {
        taken = false;
        return refuse(response, 503, 'No slot is free.');
      }
      if (streamed && JSON.stringify(body['messages']).includes('one hundred')) {
        taken = true;
        response.on('finish', () => {
          taken = false;
        });
      }
      return false;
    },
  });
}

function startWithFewSlots(
  status: number,
  message: string,
  code: string | null,
): Promise<StartedServer> {
  let turns = 0;
  return startGoodServer({
    async beforeAnswer(_asked, response) {
      turns += 1;
      response.on('close', () => {
        turns -= 1;
      });
      if (turns > turnsMax) return refuse(response, status, message, code);
      await pause(turnMs);
      return false;
    },
  });
}
