import type { TurnRecord } from '@jackfield/gateway-config';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { LabelLimit } from '../label-limit.ts';
import { registerStateMetrics, type ObservedState } from './state-metrics.ts';
import { TurnMetrics } from './turn-metrics.ts';

/** Everything that `/metrics` tells. Holds no text of a turn and no credential. */
export interface Metrics {
  readonly registry: Registry;
  count(turn: TurnRecord): void;
}

export function createMetrics(state: ObservedState): Metrics {
  const registry = new Registry();
  const labels = new LabelLimit();
  const turns = new TurnMetrics(registry, labels, (turn) => state.costOf(turn));
  registerStateMetrics(registry, labels, state);
  // The process, its memory, and how late its event loop comes.
  collectDefaultMetrics({ register: registry });
  return { registry, count: (turn) => turns.count(turn) };
}
