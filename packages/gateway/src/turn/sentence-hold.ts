import { dataEvent, lastSentenceEnd, type ChatCompletionChunk } from '@jackfield/chat-completions';

/** What has no end by then is no sentence that a voice could wait for: it passes as it is. */
export const sentenceCharactersMax = 2_000;

interface HeldEvent {
  readonly event: string;
  readonly chunk: ChatCompletionChunk;
  readonly text: string;
}

/**
 * Lets events pass sentence by sentence, so that what was delivered ends with one; an event that
 * reaches beyond a sentence's end is divided there. Events without text push out all that is held:
 * after a tool call or a finish reason nothing is gone on with.
 */
export class SentenceHold {
  #held: HeldEvent[] = [];
  /** The text of every event that has passed. */
  delivered = '';

  /** The events that may pass now. */
  push(event: string, chunk: ChatCompletionChunk): string {
    const { choices } = chunk;
    const content = choices[0]?.delta?.content;
    const text = typeof content === 'string' ? content : '';
    if (text === '' && (this.#held.length === 0 || isWeighty(choices))) {
      return this.end() + event;
    }
    this.#held.push({ event, chunk, text });
    const all = this.#held.map((held) => held.text).join('');
    const passing = this.#pass(behindSpace(all, lastSentenceEnd(all)));
    return passing === '' && all.length > sentenceCharactersMax ? this.end() : passing;
  }

  end(): string {
    return this.#pass(Infinity);
  }

  /** Passes this much text, and events without any that stand before it. */
  #pass(length: number): string {
    if (length === 0) return '';
    let passing = '';
    let left = length;
    for (;;) {
      const next = this.#held[0];
      if (next === undefined || left === 0) return passing;
      if (next.text.length > left) {
        const [head, rest] = divided(next, left);
        this.#held[0] = rest;
        this.delivered += head.text;
        return passing + head.event;
      }
      this.#held.shift();
      this.delivered += next.text;
      passing += next.event;
      left -= next.text.length;
    }
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

/** One event as two: what is not text stays with the second. */
function divided({ chunk, text }: HeldEvent, at: number): [HeldEvent, HeldEvent] {
  const { usage: _, ...without } = chunk;
  const head = chunk.choices.slice(0, 1).map(({ index, delta: { role } }) => ({
    index,
    delta: { ...(role === undefined ? {} : { role }), content: text.slice(0, at) },
    logprobs: null,
    finish_reason: null,
  }));
  const rest = chunk.choices.map((choice, index) => {
    if (index > 0) return choice;
    const { role: __, ...delta } = choice.delta;
    return { ...choice, delta: { ...delta, content: text.slice(at) } };
  });
  return [
    held({ ...without, choices: head }, text.slice(0, at)),
    held({ ...chunk, choices: rest }, text.slice(at)),
  ];
}

function held(chunk: ChatCompletionChunk, text: string): HeldEvent {
  return { event: dataEvent(JSON.stringify(chunk)), chunk, text };
}
