import type { ChunkDelta, Usage } from '@jackfield/chat-completions';
import type { ReplyEnd, ReplyPart, ReplyToolCall } from './reply.ts';
import type { StopText } from './stop-text.ts';
import type { TokenBudget } from './token-budget.ts';

/** Tells the caller; gives a promise where it has no room for more. */
export type Say = (delta: ChunkDelta) => Promise<void> | undefined;

/** How an answer ended; `cut` where the kit ended it, and the reply had more to say. */
export interface Ending {
  readonly finishReason: string;
  readonly usage: Usage | undefined;
  readonly cut: boolean;
}

/**
 * Says what a reply yields as the deltas of a correct answer: the role first and once, then text,
 * reasoning and tool calls in their order. Ends at a stop text and where the tokens are spent.
 */
export class Composition {
  readonly #say: Say;
  readonly #left: AbortSignal;
  readonly #stop: StopText | null;
  readonly #budget: TokenBudget | null;
  #hasRole = false;
  #calls = 0;
  #usage: Usage | undefined;
  /** Half of a character, which a reply that cuts its text anywhere may leave at a piece's end. */
  #half = '';
  #cut: 'stop' | 'length' | null = null;

  constructor(
    say: Say,
    left: AbortSignal,
    { stop, budget }: { stop: StopText | null; budget: TokenBudget | null },
  ) {
    this.#say = say;
    this.#left = left;
    this.#stop = stop;
    this.#budget = budget;
  }

  /** Whether the answer is over, whatever else the reply would say. */
  get isCut(): boolean {
    return this.#cut !== null;
  }

  add(part: ReplyPart): Promise<void> | undefined {
    if (typeof part === 'string') return this.#text(part);
    // The types allow only objects here; JavaScript may yield anything.
    if (typeof part === 'object' && part !== null) {
      if ('toolCall' in part) return this.#toolCall(part.toolCall);
      if ('reasoning' in part) return this.#reasoning(part.reasoning);
      if ('usage' in part) {
        this.#usage = part.usage;
        return undefined;
      }
    }
    throw new TypeError(`A reply yields text or one of its parts, not ${JSON.stringify(part)}.`);
  }

  async end(end: ReplyEnd | void): Promise<Ending> {
    if (!this.isCut) await this.#flush();
    if (!this.#hasRole) await this.#role('');
    return {
      finishReason: this.#cut ?? (end?.finishReason || (this.#calls > 0 ? 'tool_calls' : 'stop')),
      usage: end?.usage ?? this.#usage,
      cut: this.isCut,
    };
  }

  #text(piece: string): Promise<void> | undefined {
    let text = this.#half + piece;
    this.#half = '';
    if (text === '') return undefined;
    if (endsInHalf(text)) {
      this.#half = text.slice(-1);
      text = text.slice(0, -1);
    }
    const role = this.#hasRole ? undefined : this.#role('');
    if (this.#stop !== null) {
      const pushed = this.#stop.push(text);
      if (pushed.found) this.#cut = 'stop';
      text = pushed.text;
    }
    return this.#spend(text, (content) => ({ content })) ?? role;
  }

  #reasoning(piece: string): Promise<void> | undefined {
    if (piece === '') return undefined;
    const role = this.#hasRole ? undefined : this.#role(null);
    return this.#spend(piece, (text) => ({ reasoning_content: text })) ?? role;
  }

  /** As OpenAI streams one: id, type and name with empty arguments, then the arguments in pieces. */
  async #toolCall({ id, name, arguments: given }: ReplyToolCall): Promise<void> {
    await this.#flush();
    if (!this.#hasRole) await this.#role(null);
    if (this.isCut) return;
    const index = this.#calls;
    this.#calls += 1;
    await this.#say({
      tool_calls: [
        {
          index,
          id: id ?? `call_${crypto.randomUUID().replaceAll('-', '')}`,
          type: 'function',
          function: { name, arguments: '' },
        },
      ],
    });
    const fragment = (text: string): Promise<void> | undefined =>
      this.#spend(text, (piece) => ({
        tool_calls: [{ index, function: { arguments: piece } }],
      }));
    if (typeof given === 'string') return fragment(given);
    if (!isAsyncIterable(given)) return fragment(JSON.stringify(given));
    for await (const piece of given) {
      if (this.#left.aborted) return;
      await fragment(piece);
      if (this.isCut || this.#left.aborted) return;
    }
  }

  /** What was held back can no longer become something else. */
  async #flush(): Promise<void> {
    const rest = (this.#stop?.rest() ?? '') + this.#half;
    this.#half = '';
    await this.#spend(rest, (content) => ({ content }));
  }

  #role(content: '' | null): Promise<void> | undefined {
    this.#hasRole = true;
    return this.#say({ role: 'assistant', content });
  }

  #spend(piece: string, toDelta: (text: string) => ChunkDelta): Promise<void> | undefined {
    let text = piece;
    if (this.#budget !== null && piece !== '') {
      const taken = this.#budget.take(piece);
      if (taken.spent) this.#cut = 'length';
      text = taken.text;
    }
    return text === '' ? undefined : this.#say(toDelta(text));
  }
}

/** Whether text ends in the first half of a surrogate pair. */
function endsInHalf(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}

function isAsyncIterable(value: object): value is AsyncIterable<string> {
  return Symbol.asyncIterator in value;
}
