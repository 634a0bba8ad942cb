import type { AnswerWriter } from '../answer-writer.ts';
import { EventStreamDecoder, type EventReader } from '../event-stream-decoder.ts';
import { isRecord } from '../is-record.ts';
import type { ProviderCall, StreamDecoder, UpstreamHead } from '../provider.ts';
import { stringOf } from '../string-of.ts';
import { fromStopReason, fromUsage, writeMessage } from './from-completion.ts';
import { fromError } from './from-error.ts';

/** Decodes a stream of `RawMessageStreamEvent`, which ends with `message_stop`. */
export function decodeStream(head: UpstreamHead, call: ProviderCall): StreamDecoder {
  return new EventStreamDecoder(head, call, (writer) => new MessageReader(writer));
}

class MessageReader implements EventReader {
  readonly #writer: AnswerWriter;
  /** `message_start` counts what went in, `message_delta` what came out so far. */
  #usage: Record<string, unknown> = {};
  #inCall = false;

  constructor(writer: AnswerWriter) {
    this.#writer = writer;
  }

  onDocument(message: Record<string, unknown>): void {
    writeMessage(this.#writer, message);
  }

  onEvent(
    { type, message, content_block: block, delta, usage }: Record<string, unknown>,
    text: string,
  ): boolean {
    const writer = this.#writer;
    if (type === 'error') throw fromError(text);
    if (isRecord(message)) this.#count(message['usage']);
    if (isRecord(block)) {
      this.#inCall = block['type'] === 'tool_use';
      if (this.#inCall) writer.beginCall(stringOf(block['id']), stringOf(block['name']));
    }
    if (type === 'content_block_stop') writer.endCall();
    if (isRecord(delta)) this.#takeDelta(delta);
    this.#count(usage);
    return type === 'message_stop';
  }

  #takeDelta({
    text,
    thinking,
    partial_json: json,
    stop_reason: reason,
  }: Record<string, unknown>): void {
    const writer = this.#writer;
    if (typeof text === 'string') writer.text(text);
    if (typeof thinking === 'string') writer.reasoning(thinking);
    if (typeof json === 'string' && this.#inCall) writer.callArguments(json);
    if (typeof reason === 'string') writer.finish(fromStopReason(reason, writer.hasCalls));
  }

  #count(usage: unknown): void {
    if (!isRecord(usage)) return;
    const known = Object.entries(usage).filter(([, value]) => value !== null);
    this.#usage = { ...this.#usage, ...Object.fromEntries(known) };
    this.#writer.usage(fromUsage(this.#usage));
  }
}
