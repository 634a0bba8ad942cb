import type { ChatCompletion, ChatCompletionChunk, ToolCall } from '@jackfield/chat-completions';

/** Of an answer that is longer, the rest is not kept: more than what is stored of a turn. */
const charactersMax = 200_000;

/** Gathers what an answer says, its tool calls as `name(arguments)`; of several choices the first. */
export class AnswerText {
  #text = '';
  readonly #calls = new Map<number, string>();

  take(chunk: ChatCompletionChunk): void {
    for (const { index, delta } of chunk.choices) {
      if ((index ?? 0) !== 0) continue;
      if (this.#text.length < charactersMax) this.#text += textOf(delta);
      for (const call of delta.tool_calls ?? []) this.#takeCall(call.index, call.function);
    }
  }

  takeWhole({ choices }: ChatCompletion): void {
    const message = choices[0]?.message;
    if (message === undefined) return;
    this.#text += textOf(message).slice(0, charactersMax);
    for (const [index, call] of (message.tool_calls ?? []).entries()) {
      this.#takeCall(index, call.function);
    }
  }

  get text(): string {
    return this.#text;
  }

  get calls(): string {
    return [...this.#calls.values()].map((call) => `${call})`).join('\n');
  }

  #takeCall(
    index: number,
    called: { readonly name?: string; readonly arguments?: string } | undefined,
  ): void {
    const known = this.#calls.get(index);
    if (known === undefined) this.#calls.set(index, `${called?.name ?? ''}(`);
    const before = this.#calls.get(index) ?? '';
    if (before.length < charactersMax) this.#calls.set(index, before + (called?.arguments ?? ''));
  }
}

/** An upstream may send what it likes. */
function textOf(said: { readonly content?: unknown; readonly refusal?: unknown }): string {
  const parts = [said.content, said.refusal];
  return parts.filter((part) => typeof part === 'string').join('');
}

export function callsText(calls: readonly ToolCall[]): string {
  return calls.map(({ function: called }) => `${called?.name}(${called?.arguments})`).join('\n');
}
