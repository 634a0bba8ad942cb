import type { Attributes, Histogram, Meter } from '@opentelemetry/api';
import type { TurnRecord } from '@jackfield/gateway-config';

/** What the conventions advise: https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/ */
const secondsBuckets = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
const tokenBuckets = [
  1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216,
  67_108_864,
];

/** The GenAI metrics of a client, of which each attempt is an operation. */
export class TurnInstruments {
  readonly #duration: Histogram;
  readonly #firstToken: Histogram;
  readonly #tokens: Histogram;
  readonly #providerName: (provider: string) => string;

  constructor(meter: Meter, providerName: (provider: string) => string) {
    this.#providerName = providerName;
    const seconds = { unit: 's', advice: { explicitBucketBoundaries: secondsBuckets } };
    this.#duration = meter.createHistogram('gen_ai.client.operation.duration', {
      ...seconds,
      description: 'How long an attempt lasted.',
    });
    this.#firstToken = meter.createHistogram('gen_ai.client.operation.time_to_first_chunk', {
      ...seconds,
      description: 'From the start of a streamed attempt to its first token.',
    });
    this.#tokens = meter.createHistogram('gen_ai.client.token.usage', {
      unit: '{token}',
      advice: { explicitBucketBoundaries: tokenBuckets },
      description: 'Tokens of an attempt, as far as its upstream told them.',
    });
  }

  record({ attempts }: TurnRecord): void {
    for (const attempt of attempts) {
      const { errorCode, promptTokens, completionTokens, firstTokenMs, durationMs } = attempt;
      const attributes: Attributes = {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': this.#providerName(attempt.provider),
        'gen_ai.request.model': attempt.upstreamModel,
      };
      this.#duration.record(durationMs / 1_000, {
        ...attributes,
        ...(errorCode === null ? {} : { 'error.type': errorCode }),
      });
      if (firstTokenMs !== null) this.#firstToken.record(firstTokenMs / 1_000, attributes);
      if (promptTokens !== null) {
        this.#tokens.record(promptTokens, { ...attributes, 'gen_ai.token.type': 'input' });
      }
      if (completionTokens !== null) {
        this.#tokens.record(completionTokens, { ...attributes, 'gen_ai.token.type': 'output' });
      }
    }
  }
}
