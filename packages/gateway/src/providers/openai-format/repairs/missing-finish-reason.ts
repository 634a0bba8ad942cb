import type {
  AssistantMessage,
  ChatCompletionChunk,
  ChunkDelta,
} from '@jackfield/chat-completions';
import { eachWholeChoice } from './each-choice.ts';
import { hasCalls } from './has-calls.ts';
import type { Repair } from './repair.ts';

/**
 * A finish reason for an answer that was properly ended (`[DONE]`, or a whole document) and said
 * something, but never why it ended. A stream that just stops, or says nothing, stays broken off:
 * see decisions 0004 and 0086.
 */
export function missingFinishReason(): Repair {
  const finished = new Set<number>();
  /** By choice, what it ends with unless it says so itself. */
  const open = new Map<number, string>();
  let last: ChatCompletionChunk | null = null;
  return {
    id: 'missing-finish-reason',
    chunk(chunk) {
      last = chunk;
      for (const choice of chunk.choices) {
        const index = choice.index ?? 0;
        if (choice.finish_reason) {
          finished.add(index);
          open.delete(index);
        } else if (!finished.has(index)) {
          const reason = reasonFor(choice.delta);
          if (reason !== null && open.get(index) !== 'tool_calls') open.set(index, reason);
        }
      }
      return null;
    },
    end(isDone) {
      if (!isDone || last === null) return [];
      const { usage: _usage, ...frame } = last;
      return [...open].map(([index, reason]) => ({
        ...frame,
        choices: [{ index, delta: {}, logprobs: null, finish_reason: reason }],
      }));
    },
    completion: (completion) =>
      eachWholeChoice(completion, (choice) => {
        const reason = choice.finish_reason ? null : reasonFor(choice.message);
        return reason === null ? choice : { ...choice, finish_reason: reason };
      }),
  };
}

function reasonFor(said: ChunkDelta | AssistantMessage | null | undefined): string | null {
  if (!said) return null;
  if (hasCalls(said)) return 'tool_calls';
  if (said['function_call']) return 'function_call';
  return said.content || said.refusal ? 'stop' : null;
}
