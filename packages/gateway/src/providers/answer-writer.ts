import type { ChatCompletionChunk, ChunkDelta, Usage } from '@jackfield/chat-completions';
import type { ProviderCall, StreamEvent } from './provider.ts';

/**
 * Writes an answer of another format as the chunks of a correct OpenAI stream. Guarantees that the
 * role comes first, tool calls are counted from 0 with arguments that are never empty, and the
 * finish reason comes last and once; usage has its own chunk if it was asked for, else it travels
 * with the finish reason, so that a turn's cost is always known. Never invents a finish reason.
 */
export class AnswerWriter {
  readonly #envelope: Pick<ChatCompletionChunk, 'id' | 'object' | 'created' | 'model'>;
  readonly #includeUsage: boolean;
  /** One line of JSON is put together from these, as most chunks hold a few letters of text. */
  readonly #jsonStart: string;
  readonly #jsonEnd: string;
  #events: StreamEvent[] = [];
  #begun = false;
  #calls = 0;
  #openCall: { index: number; empty: boolean } | null = null;
  #finishReason: string | null = null;
  #usage: Usage | null = null;

  constructor({ completionId: id, created, upstreamModel: model, includeUsage }: ProviderCall) {
    this.#envelope = { id, object: 'chat.completion.chunk', created, model };
    this.#includeUsage = includeUsage;
    this.#jsonStart = `${JSON.stringify(this.#envelope).slice(0, -1)},"choices":[{"index":0,"delta":`;
    this.#jsonEnd = `,"logprobs":null,"finish_reason":null}]${includeUsage ? ',"usage":null' : ''}}`;
  }

  get hasCalls(): boolean {
    return this.#calls > 0;
  }

  get hasFinishReason(): boolean {
    return this.#finishReason !== null;
  }

  get hasUsage(): boolean {
    return this.#usage !== null;
  }

  /** The events written since it was last asked. */
  take(): StreamEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  text(content: string): void {
    if (content !== '') this.#say({ content }, '');
  }

  reasoning(text: string): void {
    if (text !== '') this.#say({ reasoning_content: text });
  }

  beginCall(id: string, name: string): void {
    this.endCall();
    const index = this.#calls;
    this.#calls += 1;
    this.#openCall = { index, empty: true };
    this.#say({
      tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }],
    });
  }

  /** A piece of the open call's arguments. */
  callArguments(text: string): void {
    if (this.#openCall === null || text === '') return;
    this.#openCall.empty = false;
    const { index } = this.#openCall;
    this.#say({ tool_calls: [{ index, function: { arguments: text } }] });
  }

  /** A call without arguments gets `{}`, which clients can parse. */
  endCall(): void {
    if (this.#openCall?.empty) this.callArguments('{}');
    this.#openCall = null;
  }

  finish(reason: string): void {
    this.endCall();
    this.#finishReason = reason;
  }

  usage(usage: Usage): void {
    this.#usage = usage;
  }

  /** All was heard: the finish reason if there was one, and the usage. */
  end(): void {
    const reason = this.#finishReason;
    if (reason === null) return;
    this.#finishReason = null;
    this.#begin('');
    const choices = [{ index: 0, delta: {}, logprobs: null, finish_reason: reason }];
    const usage = this.#usage;
    if (!this.#includeUsage) {
      this.#push({ ...this.#envelope, choices, ...(usage ? { usage } : {}) });
      return;
    }
    this.#push({ ...this.#envelope, choices, usage: null });
    if (usage) this.#push({ ...this.#envelope, choices: [], usage });
  }

  #say(delta: ChunkDelta, content: '' | null = null): void {
    this.#begin(content);
    this.#write(delta);
  }

  /** The role comes with the first thing said: as in OpenAI's own, `null` where that isn't text. */
  #begin(content: '' | null): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#write({ role: 'assistant', content });
  }

  #write(delta: ChunkDelta): void {
    const chunk: ChatCompletionChunk = {
      ...this.#envelope,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: null }],
    };
    if (this.#includeUsage) chunk.usage = null;
    this.#events.push({ chunk, json: this.#jsonStart + JSON.stringify(delta) + this.#jsonEnd });
  }

  #push(chunk: ChatCompletionChunk): void {
    this.#events.push({ chunk, json: JSON.stringify(chunk) });
  }
}
