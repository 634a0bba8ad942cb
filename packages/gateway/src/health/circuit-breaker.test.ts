import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.ts';

/** What happens to a breaker, in any order. */
const step = fc.oneof(
  fc.constant({ kind: 'succeeded' } as const),
  fc.constant({ kind: 'failed' } as const),
  fc.constant({ kind: 'beginProbe' } as const),
  fc.record({ kind: fc.constant('probed' as const), answered: fc.boolean() }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 70_000 }) }),
);

describe('whatever happens, a circuit', () => {
  test('is only open after five failures in a row, and has one probe at a time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const breaker = new CircuitBreaker();
        let now = 0;
        let failuresInARow = 0;
        let probing = false;
        for (const one of steps) {
          switch (one.kind) {
            case 'succeeded':
              failuresInARow = 0;
              breaker.succeeded();
              expect(breaker.state(now)).toBe('closed');
              break;
            case 'failed':
              failuresInARow += 1;
              breaker.failed(now);
              break;
            case 'beginProbe':
              if (breaker.beginProbe(now)) {
                expect(probing).toBe(false);
                probing = true;
              }
              break;
            case 'probed':
              if (probing) {
                probing = false;
                breaker.probed(now, one.answered);
              }
              break;
            case 'wait':
              now += one.ms;
              break;
          }
          if (breaker.state(now) !== 'closed') expect(failuresInARow).toBeGreaterThanOrEqual(5);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('that is open becomes half open within 60 s if nothing more fails', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const breaker = new CircuitBreaker();
        let now = 0;
        for (const one of steps) {
          if (one.kind === 'wait') now += one.ms;
          else if (one.kind === 'failed') breaker.failed(now);
          else if (one.kind === 'succeeded') breaker.succeeded();
          else if (one.kind === 'beginProbe' && breaker.beginProbe(now)) breaker.probed(now, false);
        }
        expect(breaker.state(now + 60_000)).not.toBe('open');
      }),
    );
  });
});

function opened(): CircuitBreaker {
  const breaker = new CircuitBreaker();
  for (let count = 0; count < 5; count += 1) breaker.failed(0);
  return breaker;
}

test('opens at the fifth failure and is half open 5 s later', () => {
  const breaker = opened();
  expect(breaker.state(0)).toBe('open');
  expect(breaker.state(4_999)).toBe('open');
  expect(breaker.state(5_000)).toBe('half_open');
  expect(breaker.beginProbe(4_999)).toBe(false);
});

test('pauses twice as long after each failure, up to a minute', () => {
  const breaker = opened();
  let now = 5_000;
  for (const pauseMs of [10_000, 20_000, 40_000, 60_000, 60_000]) {
    expect(breaker.beginProbe(now)).toBe(true);
    breaker.probed(now, false);
    expect(breaker.state(now + pauseMs - 1)).toBe('open');
    now += pauseMs;
    expect(breaker.state(now)).toBe('half_open');
  }
});

test('lets turns come after a probe was answered, and opens anew at the first that fails', () => {
  const breaker = opened();
  breaker.beginProbe(5_000);
  breaker.probed(5_000, true);
  expect(breaker.state(5_000)).toBe('closed');
  breaker.failed(5_001);
  expect(breaker.state(5_001)).toBe('open');
});

test('takes nothing back from a turn that succeeded while the probe was under way', () => {
  const breaker = opened();
  breaker.beginProbe(5_000);
  breaker.succeeded();
  breaker.probed(5_001, true);
  breaker.failed(5_002);
  expect(breaker.state(5_002)).toBe('closed');
});
