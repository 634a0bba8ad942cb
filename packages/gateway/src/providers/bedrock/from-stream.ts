import { AnswerWriter } from '../answer-writer.ts';
import { isRecord } from '../is-record.ts';
import { malformedEvent, truncatedAnswer } from '../not-an-answer.ts';
import type { ProviderCall, StreamDecoder, StreamEvent } from '../provider.ts';
import { stringOf } from '../string-of.ts';
import { thenThrow } from '../then-throw.ts';
import { errorInStream } from './from-error.ts';
import { FrameDecoder, type Frame } from './from-frames.ts';
import { fromStopReason } from './from-stop-reason.ts';
import { fromUsage } from './from-usage.ts';

/**
 * Decodes a ConverseStream. Over when both the stop reason and the usage have come, in either
 * order: real streams end with the usage, recorded ones of older models with the stop reason.
 */
export class BedrockStreamDecoder implements StreamDecoder {
  readonly #writer: AnswerWriter;
  readonly #frames = new FrameDecoder((frame) => this.#takeFrame(frame));
  /** The content block whose tool call is open; OpenAI's index counts calls, not blocks. */
  #callBlock: unknown = null;
  #done = false;

  constructor(call: ProviderCall) {
    this.#writer = new AnswerWriter(call);
  }

  get done(): boolean {
    return this.#done;
  }

  push(bytes: Buffer): Iterable<StreamEvent> {
    if (this.#done) return [];
    try {
      this.#frames.push(bytes);
      return this.#writer.take();
    } catch (error) {
      return thenThrow(this.#writer.take(), error);
    }
  }

  end(): Iterable<StreamEvent> {
    if (this.#done) return [];
    if (this.#frames.isWithinFrame && !this.#writer.hasFinishReason) throw truncatedAnswer();
    this.#writer.end();
    return this.#writer.take();
  }

  #takeFrame({ headers, payload }: Frame): void {
    if (this.#done) return;
    switch (headers.get(':message-type')) {
      case 'event':
        this.#takeEvent(headers.get(':event-type') ?? '', parse(payload));
        return;
      case 'exception':
      case 'error':
        throw errorInStream(headers, payload);
      default:
        throw malformedEvent();
    }
  }

  /** An event of a name nobody has heard of says nothing to a caller. */
  #takeEvent(name: string, event: Record<string, unknown>): void {
    const writer = this.#writer;
    switch (name) {
      case 'contentBlockStart':
        this.#takeBlockStart(event);
        return;
      case 'contentBlockDelta':
        this.#takeDelta(event);
        return;
      case 'contentBlockStop':
        if (event['contentBlockIndex'] === this.#callBlock) this.#endCall();
        return;
      case 'messageStop':
        writer.finish(fromStopReason(stringOf(event['stopReason']), writer.hasCalls));
        this.#endIfWhole();
        return;
      case 'metadata': {
        const usage = fromUsage(event['usage']);
        if (usage) writer.usage(usage);
        this.#endIfWhole();
      }
    }
  }

  #takeBlockStart({ contentBlockIndex, start }: Record<string, unknown>): void {
    const toolUse = isRecord(start) ? start['toolUse'] : null;
    if (!isRecord(toolUse) || toolUse['type'] === 'server_tool_use') return;
    this.#callBlock = contentBlockIndex;
    this.#writer.beginCall(stringOf(toolUse['toolUseId']), stringOf(toolUse['name']));
  }

  /** Text blocks come without a start (recorded: vercel/ai `bedrock-text.chunks.txt`). */
  #takeDelta({ contentBlockIndex, delta }: Record<string, unknown>): void {
    if (!isRecord(delta)) return;
    const { text, toolUse, reasoningContent } = delta;
    if (typeof text === 'string') this.#writer.text(text);
    if (isRecord(toolUse) && contentBlockIndex === this.#callBlock) {
      this.#writer.callArguments(stringOf(toolUse['input']));
    }
    if (isRecord(reasoningContent) && typeof reasoningContent['text'] === 'string') {
      this.#writer.reasoning(reasoningContent['text']);
    }
  }

  #endCall(): void {
    this.#callBlock = null;
    this.#writer.endCall();
  }

  #endIfWhole(): void {
    if (!this.#writer.hasFinishReason || !this.#writer.hasUsage) return;
    this.#writer.end();
    this.#done = true;
  }
}

function parse(payload: Buffer): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = payload.length === 0 ? {} : JSON.parse(payload.toString('utf8'));
  } catch (cause) {
    throw malformedEvent(cause);
  }
  if (!isRecord(parsed)) throw malformedEvent();
  return parsed;
}
