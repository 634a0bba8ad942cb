import type { ChatCompletionChunk, ChunkChoice, Usage } from '@jackfield/chat-completions';
import { isRecord } from '../../is-record.ts';
import type { ProviderCall } from '../../provider.ts';
import type { Repair } from './repair.ts';

export interface UsageRepair extends Repair {
  /** What the upstream told, also where the caller did not ask. */
  readonly told: Usage | null;
}

/**
 * Usage where OpenAI has it: in a last chunk of its own, without choices, if the caller asked for
 * it; nowhere if not (#30). Told in every chunk, the last one counts. None is invented.
 */
export function usage({ includeUsage }: ProviderCall): UsageRepair {
  const finished = new Set<number>();
  let told: Usage | null = null;
  /** Told, but not yet given in a chunk of its own. */
  let owed: Usage | null = null;
  let last: ChatCompletionChunk | null = null;
  return {
    id: 'usage',
    get told() {
      return told;
    },
    chunk(chunk) {
      const counted = chunk.usage;
      const saysNothing = isRecord(counted) && chunk.choices.every((it) => isHollow(it, finished));
      for (const { index, finish_reason: reason } of chunk.choices) {
        if (reason) finished.add(index ?? 0);
      }
      last = chunk;
      if (!isRecord(counted)) return null;
      told = counted;
      if (chunk.choices.length === 0 && includeUsage) {
        owed = null;
        return null;
      }
      owed = counted;
      if (saysNothing) return [];
      const { usage: _usage, ...rest } = chunk;
      return [includeUsage ? { ...rest, usage: null } : rest];
    },
    end: () => (includeUsage && owed && last ? [{ ...last, choices: [], usage: owed }] : []),
    completion: (completion) => completion,
  };
}

/** Whether a choice is only there because its server can't leave it out: it has ended before. */
function isHollow(
  { index, delta, finish_reason: reason }: ChunkChoice,
  finished: ReadonlySet<number>,
): boolean {
  if (reason || !finished.has(index ?? 0)) return false;
  return Object.values(delta ?? {}).every((value) => !value || value === 'assistant');
}
