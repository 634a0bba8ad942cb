import { lastSentenceEnd, type ChatCompletionChunk } from '@jackfield/chat-completions';

interface HeldEvent {
  readonly event: string;
  readonly text: string;
}

/**
 * Lets events pass sentence by sentence, so that what was delivered ends with one. Events without
 * text push out all that is held: after a tool call or a finish reason nothing is gone on with.
 */
export class SentenceHold {
  #held: HeldEvent[] = [];
  /** The text of every event that has passed. */
  delivered = '';

  /** The events that may pass now. */
  push(event: string, { choices }: ChatCompletionChunk): string {
    const [choice] = choices;
    const content = choice?.delta?.content;
    const text = typeof content === 'string' ? content : '';
    if (text === '' && (this.#held.length === 0 || isWeighty(choices))) {
      return this.end() + event;
    }
    this.#held.push({ event, text });
    const all = this.#held.map((held) => held.text).join('');
    return this.#pass(behindSpace(all, lastSentenceEnd(all)));
  }

  end(): string {
    return this.#pass(Infinity);
  }

  /** Passes the events whose text ends at or before `length`; one that reaches further waits. */
  #pass(length: number): string {
    let count = 0;
    let characters = 0;
    for (const { text } of this.#held) {
      if (characters + text.length > length) break;
      characters += text.length;
      count += 1;
    }
    if (characters === 0 && length !== Infinity) return '';
    const passing = this.#held.splice(0, count);
    this.delivered += passing.map(({ text }) => text).join('');
    return passing.map(({ event }) => event).join('');
  }
}

function isWeighty(choices: ChatCompletionChunk['choices']): boolean {
  return choices.some(({ delta, finish_reason: reason }) =>
    Boolean(reason || delta?.tool_calls?.length || delta?.refusal),
  );
}

/** White space behind a sentence goes with it. */
function behindSpace(text: string, end: number): number {
  let index = end;
  while (index > 0 && index < text.length && /\s/.test(text.charAt(index))) index += 1;
  return index;
}
