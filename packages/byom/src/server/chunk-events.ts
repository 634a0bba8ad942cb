import { dataEvent, type ChunkDelta, type Usage } from '@jackfield/chat-completions';

/** What every chunk of one answer says alike. */
export interface Envelope {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

/** Writes an answer's chunks as events; all but the delta is written once and used for each. */
export class ChunkEvents {
  readonly #head: string;
  readonly #usageNull: string;

  constructor({ id, created, model }: Envelope, includeUsage: boolean) {
    const envelope = JSON.stringify({ id, object: 'chat.completion.chunk', created, model });
    this.#head = `${envelope.slice(0, -1)},"choices":[`;
    this.#usageNull = includeUsage ? ',"usage":null}' : '}';
  }

  delta(delta: ChunkDelta, finishReason: string | null = null): string {
    return dataEvent(
      `${this.#head}{"index":0,"delta":${JSON.stringify(delta)},"logprobs":null,"finish_reason":${JSON.stringify(finishReason)}}]${this.#usageNull}`,
    );
  }

  usage(usage: Usage): string {
    return dataEvent(`${this.#head}],"usage":${JSON.stringify(usage)}}`);
  }
}
