import type { ChunkDelta, ToolCallDelta } from '@jackfield/chat-completions';
import { hashedId } from '../hashed-id.ts';
import { isRecord } from '../is-record.ts';
import { malformedEvent } from '../not-an-answer.ts';
import { stringOf } from '../string-of.ts';
import { fromFinishReason } from './from-finish-reason.ts';
import { fromLogprobs } from './from-logprobs.ts';
import type { GeminiCandidate, GeminiPart } from './gemini-types.ts';
import { withSignature, type WithSignature } from './thought-signature.ts';

/** One of an answer's candidates as it comes: OpenAI's choice. */
export class Candidate {
  readonly #idSeed: string;
  #begun = false;
  #calls = 0;
  #reason: string | null = null;

  /** `idSeed` makes the ids of calls that Gemini gives without one. */
  constructor(idSeed: string) {
    this.#idSeed = idSeed;
  }

  /** In OpenAI's words; `null` until Gemini has given one. */
  get finish(): string | null {
    return this.#reason === null ? null : fromFinishReason(this.#reason, this.#calls > 0);
  }

  /** @throws ProviderError for a finish reason that means failure, and for a call without a name. */
  take(given: GeminiCandidate): { delta: ChunkDelta; logprobs: unknown } {
    const delta: ChunkDelta = this.#begun ? {} : { role: 'assistant', content: '' };
    this.#begun = true;
    for (const part of given.content?.parts ?? []) {
      if (isRecord(part)) this.#takePart(part, delta);
    }
    if (given.finishReason) {
      fromFinishReason(given.finishReason, this.#calls > 0, given.finishMessage);
      this.#reason = given.finishReason;
    }
    return { delta, logprobs: fromLogprobs(given.logprobsResult) };
  }

  #takePart(part: GeminiPart, delta: ChunkDelta): void {
    const { text, functionCall, thoughtSignature } = part;
    if (functionCall) {
      delta.tool_calls = [...(delta.tool_calls ?? []), this.#toolCall(part)];
      return;
    }
    if (text && part.thought === true) {
      delta['reasoning_content'] = stringOf(delta['reasoning_content']) + text;
      return;
    }
    if (text) delta.content = (delta.content ?? '') + text;
    if (thoughtSignature && part.thought !== true) {
      Object.assign(delta, withSignature(thoughtSignature));
    }
  }

  #toolCall({
    functionCall,
    thoughtSignature,
  }: GeminiPart): ToolCallDelta & Partial<WithSignature> {
    const { id, name, args, partialArgs, willContinue } = functionCall ?? {};
    // Calls in pieces are Vertex AI's alone, and only come when they are asked for.
    if (!name || partialArgs !== undefined || willContinue === true) throw malformedEvent();
    const index = this.#calls;
    this.#calls += 1;
    return {
      index,
      id: id || `call_${hashedId(`${this.#idSeed} ${index}`, 24)}`,
      type: 'function',
      function: { name, arguments: JSON.stringify(args ?? {}) },
      ...withSignature(thoughtSignature),
    };
  }
}
