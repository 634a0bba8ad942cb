import type {
  ChatCompletionRequest,
  ChunkChoice,
  CompletionChoice,
} from '@jackfield/chat-completions';
import { hashedId } from '../../hashed-id.ts';
import { isRecord } from '../../is-record.ts';
import type { ProviderCall } from '../../provider.ts';
import { stringOf } from '../../string-of.ts';
import { eachChunkChoice, eachWholeChoice } from './each-choice.ts';
import { givenCalls } from './given-calls.ts';
import { OpenCalls, repairCalls, type CallMakings } from './open-calls.ts';
import type { Repair } from './repair.ts';

/**
 * Tool calls that OpenAI's clients put together correctly: numbered (#33, #34, #35), their arguments
 * as text (#36), in a list (#37), each with id, type and name (#39), OpenAI's older `function_call`
 * among them unless the caller asked in that form (#41).
 */
export function toolCalls({ request, completionId }: ProviderCall): Repair {
  const takesOlder = !Array.isArray(request['functions']);
  const open = new Map<number, OpenCalls>();
  const makingsOf = (choice: number): CallMakings => ({
    newId: (index) => `call_${hashedId(`${completionId} ${choice} ${index}`, 24)}`,
    onlyName: onlyNameOf(request),
  });
  return {
    id: 'tool-calls',
    chunk: (chunk) =>
      eachChunkChoice(chunk, (choice) => {
        const index = choice.index ?? 0;
        const known = open.get(index);
        const isSilent = known === undefined && !choice.finish_reason && !saysCalls(choice);
        if (isSilent || !isRecord(choice.delta)) return choice;
        const calls = known ?? new OpenCalls(makingsOf(index));
        open.set(index, calls);
        return repairChoice(choice, calls, takesOlder);
      }),
    completion: (completion) =>
      eachWholeChoice(completion, (choice, position) =>
        repairWhole(choice, makingsOf(choice.index ?? position), takesOlder),
      ),
  };
}

function saysCalls({ delta }: Partial<ChunkChoice>): boolean {
  return Boolean(delta?.tool_calls) || Boolean(delta?.['function_call']);
}

function repairChoice(choice: ChunkChoice, calls: OpenCalls, takesOlder: boolean): ChunkChoice {
  const { delta, finish_reason: reason } = choice;
  const given = givenCalls(delta, takesOlder);
  const repaired = given === null ? [] : calls.repair(given);
  const rest = reason ? calls.end() : [];
  const finish = calls.any ? endOf(reason, takesOlder) : reason;
  const finished = finish === reason ? choice : { ...choice, finish_reason: finish };
  // Clients that find a `function_call` look at nothing else.
  const isDouble = given !== null && takesOlder && isRecord(delta['function_call']);
  const isGood = rest.length === 0 && (given === null || repaired === delta.tool_calls);
  if (isGood && !isDouble) return finished;
  return {
    ...finished,
    delta: { ...withoutOlder(delta, takesOlder), tool_calls: [...repaired, ...rest] },
  };
}

function repairWhole(
  choice: CompletionChoice,
  makings: CallMakings,
  takesOlder: boolean,
): CompletionChoice {
  const { message, finish_reason: reason } = choice;
  const given = givenCalls(message, takesOlder);
  if (given === null) return choice;
  // Holds as far as `repairCalls` needs it: a message's call is a delta's without its index.
  const calls = repairCalls(given as unknown as Parameters<typeof repairCalls>[0], makings);
  const finish = endOf(reason, takesOlder);
  const finished = finish === reason ? choice : { ...choice, finish_reason: finish };
  if (calls === message.tool_calls) return finished;
  return { ...finished, message: { ...withoutOlder(message, takesOlder), tool_calls: calls } };
}

/** Without the older form, which now stands in the list. */
function withoutOlder<Said extends object>(said: Said, takesOlder: boolean): Said {
  if (!takesOlder || !('function_call' in said)) return said;
  const { function_call: _older, ...rest } = said;
  // Holds: the field belongs to no type of ours.
  return rest as unknown as Said;
}

function endOf(reason: string | null, takesOlder: boolean): string | null {
  return reason === 'function_call' && takesOlder ? 'tool_calls' : reason;
}

/** The name a call without one must have: of the one function on offer, or of the one demanded. */
function onlyNameOf({ tools, tool_choice: choice }: ChatCompletionRequest): string {
  if (isRecord(choice) && isRecord(choice['function'])) return stringOf(choice['function']['name']);
  return tools?.length === 1 ? (tools[0]?.function?.name ?? '') : '';
}
