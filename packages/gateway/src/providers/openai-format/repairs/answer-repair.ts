import type { ChatCompletion, ChatCompletionChunk } from '@jackfield/chat-completions';
import type { RepairId } from '@jackfield/gateway-config';
import { isRecord } from '../../is-record.ts';
import type { ProviderCall } from '../../provider.ts';
import type { AnswerRepair } from '../traits.ts';
import { envelope } from './envelope.ts';
import { finishReason } from './finish-reason.ts';
import { missingFinishReason } from './missing-finish-reason.ts';
import type { Repair } from './repair.ts';
import { role } from './role.ts';
import { speaks } from './speaks.ts';
import { toolCalls } from './tool-calls.ts';
import { usage } from './usage.ts';

/**
 * The repairs that are switched on for a call, one after the other on all that comes; `null` where
 * none is. A chunk that needs none is given back untouched.
 */
export function answerRepair(call: ProviderCall): AnswerRepair | null {
  const counting = usage(call);
  // Each relies on those before it: finish reasons follow from calls, usage's own chunk from the frame.
  const all = [
    envelope(call),
    toolCalls(call),
    role(),
    finishReason(),
    missingFinishReason(),
    counting,
  ];
  const repairs = all.filter(({ id }) => call.repairs.includes(id));
  if (repairs.length === 0) return null;
  const applied = new Set<RepairId>();
  // This one has to see every word, to know that something was said.
  const seesAll = call.repairs.includes('missing-finish-reason');
  let lastGood: ChatCompletionChunk | null = null;
  return {
    applied,
    get usage() {
      return counting.told;
    },
    chunk(chunk) {
      if (lastGood !== null && !seesAll && isMoreText(chunk, lastGood)) return null;
      const repaired = repairedFrom(0, chunk, repairs, applied);
      // Before a choice has spoken, its next chunk is not just more of it to the envelope.
      if (repaired === null && speaks(chunk.choices[0]?.delta)) lastGood = chunk;
      return repaired;
    },
    // What is said at the end is mended like all that came: it may be the end of a call.
    end: (isDone) =>
      repairs.flatMap((repair) => {
        const rest = repair.end?.(isDone) ?? [];
        if (rest.length > 0) applied.add(repair.id);
        return rest.flatMap((chunk) => repairedFrom(0, chunk, repairs, applied) ?? [chunk]);
      }),
    completion: (completion) => repairedWhole(completion, repairs, applied),
  };
}

/**
 * Whether a chunk only says more in a choice that a good chunk has just spoken in: most chunks of most
 * answers, which no repair changes or has to remember.
 */
function isMoreText(chunk: ChatCompletionChunk, good: ChatCompletionChunk): boolean {
  const [choice] = chunk.choices;
  const { delta } = choice ?? {};
  return (
    choice !== undefined &&
    chunk.choices.length === 1 &&
    choice.index === good.choices[0]?.index &&
    choice.finish_reason === null &&
    isRecord(delta) &&
    !delta.tool_calls &&
    !delta['function_call'] &&
    !chunk.usage &&
    chunk.id === good.id &&
    chunk.created === good.created &&
    chunk.model === good.model &&
    chunk.object === good.object
  );
}

function repairedFrom(
  first: number,
  chunk: ChatCompletionChunk,
  repairs: readonly Repair[],
  applied: Set<RepairId>,
): readonly ChatCompletionChunk[] | null {
  for (let position = first; position < repairs.length; position += 1) {
    const repair = repairs[position];
    const better = repair?.chunk(chunk) ?? null;
    if (repair === undefined || better === null) continue;
    applied.add(repair.id);
    return better.flatMap((each) => repairedFrom(position + 1, each, repairs, applied) ?? [each]);
  }
  return null;
}

function repairedWhole(
  completion: ChatCompletion,
  repairs: readonly Repair[],
  applied: Set<RepairId>,
): ChatCompletion {
  let whole = completion;
  for (const repair of repairs) {
    const better = repair.completion(whole);
    if (better !== whole) applied.add(repair.id);
    whole = better;
  }
  return whole;
}
