import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import {
  ParentBasedSampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import type { OtlpSampler } from './otlp-configuration.ts';

export function createSampler({ parentBased, ratio }: OtlpSampler): Sampler {
  const root = new TraceIdRatioBasedSampler(ratio);
  return parentBased ? new ParentBasedSampler({ root }) : root;
}

/** Whether a trace that begins here is recorded: told by its id, so every process says the same. */
export function isSampledBy(sampler: Sampler): (traceId: string) => boolean {
  return (traceId) =>
    sampler.shouldSample(ROOT_CONTEXT, traceId, '', SpanKind.SERVER, {}, []).decision ===
    SamplingDecision.RECORD_AND_SAMPLED;
}
