import type { RepairId } from '@jackfield/gateway-config';
import type { DecodedCompletion, UpstreamHead } from '../providers/provider.ts';
import { ProviderError } from '../providers/provider-error.ts';
import { Attempt, type AttemptContext } from './attempt.ts';

/** The largest whole answer that is held in memory. */
const answerBytesMax = 16 * 1_048_576;

export interface CompletionAttemptHandler {
  complete(answer: DecodedCompletion): void;
  failed(error: ProviderError): void;
}

/** One upstream request whose answer is wanted whole. */
export class CompletionAttempt extends Attempt {
  readonly #handler: CompletionAttemptHandler;
  readonly #body: Buffer[] = [];
  #bytes = 0;
  #head: UpstreamHead | null = null;
  #repaired: ReadonlySet<RepairId> | undefined;

  constructor(context: AttemptContext, handler: CompletionAttemptHandler) {
    super(context);
    this.#handler = handler;
  }

  protected override get repairedAnswer(): ReadonlySet<RepairId> | undefined {
    return this.#repaired;
  }

  protected override onAnswerHead(head: UpstreamHead): void {
    this.#head = head;
  }

  protected override onAnswerData(bytes: Buffer): void {
    this.#body.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes <= answerBytesMax) return;
    throw new ProviderError('bad_response', {
      message: 'The model’s answer is larger than 16 MB.',
      code: 'upstream_too_large',
      retryable: false,
    });
  }

  protected override onAnswerEnd(): void {
    if (this.#head === null) return;
    const { provider, call } = this.context;
    const [only] = this.#body;
    const body = only && this.#body.length === 1 ? only : Buffer.concat(this.#body);
    const answer = provider.decodeCompletion(this.#head, body, call);
    this.#repaired = answer.repaired;
    this.#handler.complete(answer);
  }

  protected override onFailed(error: ProviderError): void {
    this.#handler.failed(error);
  }
}
