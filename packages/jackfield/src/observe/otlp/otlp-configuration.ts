import { ConfigurationProblem } from '../../configuration-problem.ts';

/** What OpenTelemetry's own variables ask for. Where to and with which headers, its exporters read themselves. */
export interface OtlpConfiguration {
  readonly traces: OtlpProtocol | null;
  readonly metrics: OtlpProtocol | null;
  readonly sampler: OtlpSampler;
  /** Milliseconds between two exports. */
  readonly spansEveryMs: number;
  readonly metricsEveryMs: number;
}

export type OtlpProtocol = 'http/protobuf' | 'http/json';

export interface OtlpSampler {
  /** Whether a caller's decision on its own trace holds. */
  readonly parentBased: boolean;
  /** The share of the others that is recorded. */
  readonly ratio: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `null` where no endpoint is named.
 * Variables: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ and …/configuration/sdk-environment-variables/
 *
 * @throws ConfigurationProblem naming the first variable that is wrong.
 */
export function otlpConfiguration(environment: Environment): OtlpConfiguration | null {
  if (given(environment, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return null;
  const configured = {
    traces: protocolOf(environment, 'TRACES'),
    metrics: protocolOf(environment, 'METRICS'),
    sampler: samplerOf(environment),
    spansEveryMs: milliseconds(environment, 'OTEL_BSP_SCHEDULE_DELAY', 5_000),
    metricsEveryMs: milliseconds(environment, 'OTEL_METRIC_EXPORT_INTERVAL', 60_000),
  };
  return configured.traces === null && configured.metrics === null ? null : configured;
}

function protocolOf(environment: Environment, signal: 'TRACES' | 'METRICS'): OtlpProtocol | null {
  const endpoint =
    given(environment, `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`) ??
    given(environment, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  if (endpoint === undefined) return null;
  const exporter = given(environment, `OTEL_${signal}_EXPORTER`) ?? 'otlp';
  if (exporter === 'none') return null;
  if (exporter !== 'otlp') {
    throw new ConfigurationProblem(`OTEL_${signal}_EXPORTER must be "otlp" or "none".`);
  }
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new ConfigurationProblem(
      'OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https URL, for example http://127.0.0.1:4318.',
    );
  }
  const name = `OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`;
  const protocol =
    given(environment, name) ??
    given(environment, 'OTEL_EXPORTER_OTLP_PROTOCOL') ??
    'http/protobuf';
  if (protocol === 'http/protobuf' || protocol === 'http/json') return protocol;
  throw new ConfigurationProblem(
    'OTEL_EXPORTER_OTLP_PROTOCOL must be "http/protobuf" or "http/json", which collectors take on port 4318; gRPC is not spoken here.',
  );
}

function samplerOf(environment: Environment): OtlpSampler {
  const text = given(environment, 'OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on';
  const [, parent, kind] = /^(parentbased_)?(always_on|always_off|traceidratio)$/.exec(text) ?? [];
  const ratio = Number(given(environment, 'OTEL_TRACES_SAMPLER_ARG') ?? 1);
  if (kind === undefined || !(ratio >= 0 && ratio <= 1)) {
    throw new ConfigurationProblem(
      'OTEL_TRACES_SAMPLER must be always_on, always_off or traceidratio, with or without "parentbased_" before it, and OTEL_TRACES_SAMPLER_ARG a share from 0 to 1.',
    );
  }
  return {
    parentBased: parent !== undefined,
    ratio: kind === 'traceidratio' ? ratio : kind === 'always_on' ? 1 : 0,
  };
}

function milliseconds(environment: Environment, name: string, usual: number): number {
  const text = given(environment, name);
  if (text === undefined) return usual;
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text);
  throw new ConfigurationProblem(`${name} must be a number of milliseconds, for example ${usual}.`);
}

function given(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}
