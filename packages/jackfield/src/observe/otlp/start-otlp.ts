import { diag, DiagLogLevel } from '@opentelemetry/api';
import { OTLPMetricExporter as JsonMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as JsonTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { TurnRecord } from '@jackfield/gateway-config';
import type { OtlpConfiguration } from './otlp-configuration.ts';
import { createSampler, isSampledBy } from './sampler.ts';
import { TurnInstruments } from './turn-instruments.ts';
import { GivenIds, TurnSpans } from './turn-spans.ts';

/** A collector that doesn't answer must not keep the program from ending. */
const flushMs = 3_000;
const complainMs = 60_000;

export interface Otlp {
  record(turn: TurnRecord): void;
  /** Whether a trace that begins here is recorded; `null` where no spans are sent. */
  readonly isSampled: ((traceId: string) => boolean) | null;
  /** Sends what is left, for three seconds at most. */
  close(): Promise<void>;
}

export interface OtlpOptions {
  readonly version: string;
  /** What OpenTelemetry calls a provider. */
  readonly providerName: (provider: string) => string;
  readonly log: { warn(fields: object, message: string): void };
}

/** Sends spans and metrics of turns to a collector. Import this only where one is named: the SDK takes its time. */
export function startOtlp(configuration: OtlpConfiguration, options: OtlpOptions): Otlp {
  const { traces, metrics, sampler: wanted, spansEveryMs, metricsEveryMs } = configuration;
  const { version, providerName, log } = options;
  complainThrough(log);
  const resource = resourceFromAttributes({
    'service.name': 'jackfield',
    'service.version': version,
  }).merge(detectResources({ detectors: [envDetector] }));

  const sampler = createSampler(wanted);
  const ids = new GivenIds();
  const tracers =
    traces === null
      ? null
      : new TracerProvider({
          resource,
          sampler,
          idGenerator: ids,
          spanProcessors: [
            new BatchSpanProcessor({
              exporter: traces === 'http/json' ? new JsonTraceExporter() : new OTLPTraceExporter(),
              scheduledDelayMillis: spansEveryMs,
            }),
          ],
        });
  const meters =
    metrics === null
      ? null
      : new MeterProvider({
          resource,
          readers: [
            new PeriodicExportingMetricReader({
              exporter:
                metrics === 'http/json' ? new JsonMetricExporter() : new OTLPMetricExporter(),
              exportIntervalMillis: metricsEveryMs,
              exportTimeoutMillis: Math.min(metricsEveryMs, 30_000),
            }),
          ],
        });
  const spans =
    tracers && new TurnSpans(tracers.getTracer('jackfield', version), ids, providerName);
  const instruments =
    meters && new TurnInstruments(meters.getMeter('jackfield', version), providerName);
  return {
    record(turn) {
      spans?.record(turn);
      instruments?.record(turn);
    },
    isSampled: tracers && isSampledBy(sampler),
    async close() {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, flushMs);
      await Promise.race([Promise.allSettled([tracers?.shutdown(), meters?.shutdown()]), late]);
      clearTimeout(timer);
    },
  };
}

/** Says once a minute that a collector takes nothing, and why: never what was to be sent, or with which headers. */
function complainThrough(log: OtlpOptions['log']): void {
  let complainedAt = Number.NEGATIVE_INFINITY;
  const complain = (message: string): void => {
    if (Date.now() - complainedAt < complainMs) return;
    complainedAt = Date.now();
    log.warn({ reason: reasonOf(message) }, 'OpenTelemetry’s collector takes nothing at present');
  };
  const nothing = (): void => {};
  diag.setLogger(
    { error: complain, warn: complain, info: nothing, debug: nothing, verbose: nothing },
    DiagLogLevel.WARN,
  );
}

/** The SDK reports an exception as JSON of its fields. */
function reasonOf(message: string): string {
  try {
    const { message: words }: { message?: unknown } = JSON.parse(message);
    return (typeof words === 'string' ? words : message).slice(0, 300);
  } catch {
    return message.slice(0, 300);
  }
}
