import { dataEvent } from '@jackfield/chat-completions';
import type { Turn } from './run-turn.ts';

/**
 * The hold phrase as a chunk: content like any other, so that every client speaks it, marked by
 * `jackfield.hold_phrase` so that whoever keeps the history can leave it out.
 */
export function holdPhraseEvent(
  text: string,
  { requestId, agent }: Turn,
  startedAt: number,
): string {
  return dataEvent(
    JSON.stringify({
      id: `chatcmpl-${requestId}`,
      object: 'chat.completion.chunk',
      created: Math.floor(startedAt / 1_000),
      model: agent.slug,
      choices: [
        {
          index: 0,
          delta: { role: 'assistant', content: `${text} ` },
          logprobs: null,
          finish_reason: null,
        },
      ],
      jackfield: { hold_phrase: true },
    }),
  );
}
