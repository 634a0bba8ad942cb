import type { RequestListener } from 'node:http';
import type { Tracing } from '@jackfield/gateway';
import type { TurnRecord } from '@jackfield/gateway-config';
import type { Configuration } from '../configuration.ts';
import type { ProgramLog } from '../log.ts';
import { afterTurns } from './after-turns.ts';
import type { Otlp } from './otlp/start-otlp.ts';
import { answerMetrics } from './prometheus/answer-metrics.ts';
import { createMetrics } from './prometheus/metrics.ts';
import { startMetricsServer, type MetricsServer } from './prometheus/start-metrics-server.ts';
import type { ObservedState } from './prometheus/state-metrics.ts';

/** Those outside who are told what turns do: only where the environment names them. */
export interface Observers {
  readonly tracing: Tracing;
  /** Tells them of a turn that has ended, without keeping it waiting. */
  readonly onTurn: (record: TurnRecord) => void;
  /** Answers `/metrics` on the program's own port; `null` where it isn't to be there. */
  readonly metrics: RequestListener | null;
  /** Opens the port that metrics have of their own. @throws ConfigurationProblem */
  listen(): Promise<number | null>;
  close(): Promise<void>;
}

export async function createObservers(
  { metrics: wanted, traceContext, otlp: collector }: Configuration,
  state: ObservedState,
  providerName: (provider: string) => string,
  log: ProgramLog,
): Promise<Observers> {
  const metrics = wanted === null ? null : createMetrics(state);
  const answer =
    metrics && answerMetrics(metrics.registry, wanted?.token ?? null, () => state.gather());
  const observers: ((record: TurnRecord) => void)[] = [];
  if (metrics !== null) observers.push((record) => metrics.count(record));
  let otlp: Otlp | null = null;
  if (collector !== null) {
    const { startOtlp } = await import('./otlp/start-otlp.ts');
    const started = startOtlp(collector, { version: state.version, providerName, log });
    observers.push((record) => started.record(record));
    otlp = started;
  }
  let server: MetricsServer | null = null;
  return {
    tracing: { passOn: traceContext, isSampled: otlp?.isSampled ?? null },
    onTurn:
      observers.length === 0
        ? () => {}
        : afterTurns(observers, (err) => log.error({ err }, 'A turn could not be counted')),
    metrics: wanted?.port === null ? answer : null,
    async listen() {
      if (answer === null || wanted === null || wanted.port === null) return null;
      server = await startMetricsServer(wanted.host, wanted.port, answer);
      return server.port;
    },
    async close() {
      await server?.close();
      await otlp?.close();
    },
  };
}
