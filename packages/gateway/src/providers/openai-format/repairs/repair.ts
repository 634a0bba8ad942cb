import type { ChatCompletion, ChatCompletionChunk } from '@jackfield/chat-completions';
import type { RepairId } from '@jackfield/gateway-config';

/**
 * One kind of deviation, mended in one answer. Pure but for what it has seen of the answer. Twice
 * repaired is once repaired, and what is as OpenAI sends it stays the same object.
 */
export interface Repair {
  readonly id: RepairId;
  /** What a chunk becomes: `null` where it is good as it came; none where it is held or says nothing. */
  chunk(chunk: ChatCompletionChunk): readonly ChatCompletionChunk[] | null;
  /** What is still to be said when the stream has ended; `isDone`: with `[DONE]`, not just closed. */
  end?(isDone: boolean): readonly ChatCompletionChunk[];
  /** The same completion where it is good as it came. */
  completion(completion: ChatCompletion): ChatCompletion;
}
