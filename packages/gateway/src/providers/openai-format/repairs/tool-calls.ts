import type {
  ChatCompletionRequest,
  ChunkChoice,
  ChunkDelta,
  CompletionChoice,
  ToolCallDelta,
} from '@jackfield/chat-completions';
import { hashedId } from '../../hashed-id.ts';
import { isRecord } from '../../is-record.ts';
import type { ProviderCall } from '../../provider.ts';
import { eachChunkChoice, eachWholeChoice } from './each-choice.ts';
import { OpenCalls, repairCalls, type CallMakings } from './open-calls.ts';
import type { Repair } from './repair.ts';

/**
 * Tool calls that OpenAI's clients put together correctly: numbered (#33, #34, #35), their arguments
 * as text (#36), in a list (#37), each with id, type and name (#39), OpenAI's older `function_call`
 * among them unless the caller asked in that form (#41).
 */
export function toolCalls({ request, completionId }: ProviderCall): Repair {
  const takesFunctionCalls = Array.isArray(request['functions']);
  const open = new Map<number, OpenCalls>();

  const makingsOf = (choice: number): CallMakings => ({
    newId: (index) => `call_${hashedId(`${completionId} ${choice} ${index}`, 24)}`,
    onlyName: onlyNameOf(request),
  });
  const callsOf = (choice: number): OpenCalls => {
    const known = open.get(choice);
    if (known !== undefined) return known;
    const calls = new OpenCalls(makingsOf(choice));
    open.set(choice, calls);
    return calls;
  };
  /** A message's or delta's calls in a list; the very list where it is one; `null` where there are none. */
  const listOf = (said: ChunkDelta): ToolCallDelta[] | null => {
    const given: unknown = said.tool_calls;
    if (Array.isArray(given) && given.length > 0) {
      // Holds as far as `open-calls.ts` needs it: each is an object, its fields of any type.
      return given.every(isRecord)
        ? (given as ToolCallDelta[])
        : given.filter(isRecord).map(asPart);
    }
    if (isRecord(given)) {
      return isRecord(given['function'])
        ? [asPart(given)]
        : Object.values(given).filter(isRecord).map(asPart);
    }
    const older = said['function_call'];
    return isRecord(older) && !takesFunctionCalls ? [asPart({ function: older })] : null;
  };
  const withCalls = <Said extends ChunkDelta>(said: Said, calls: object[]): Said => {
    const { function_call: older, ...rest } = said;
    // Holds: only the fields about calls differ.
    return (
      takesFunctionCalls && older !== undefined
        ? { ...said, tool_calls: calls }
        : { ...rest, tool_calls: calls }
    ) as Said;
  };

  const repairChoice = (choice: ChunkChoice): ChunkChoice => {
    const { delta, finish_reason: reason } = choice;
    if (!isRecord(delta)) return choice;
    const index = choice.index ?? 0;
    const given = listOf(delta);
    if (given === null && !(reason && open.has(index))) return choice;
    const calls = callsOf(index);
    const repaired = given === null ? [] : calls.repair(given);
    const rest = reason ? calls.end() : [];
    const isOlder = isRecord(delta['function_call']) && !takesFunctionCalls;
    const finish = endOf(reason, takesFunctionCalls);
    const isGood =
      rest.length === 0 && (given === null || repaired === delta.tool_calls) && !isOlder;
    if (isGood) return finish === reason ? choice : { ...choice, finish_reason: finish };
    return { ...choice, delta: withCalls(delta, [...repaired, ...rest]), finish_reason: finish };
  };
  const repairWhole = (choice: CompletionChoice, position: number): CompletionChoice => {
    const { message, finish_reason: reason } = choice;
    // Holds: a message's calls are a delta's, but for the index.
    const given = listOf(message as ChunkDelta);
    if (given === null) return choice;
    const calls = given as unknown as Parameters<typeof repairCalls>[0];
    const repaired = repairCalls(calls, makingsOf(choice.index ?? position));
    const finish = endOf(reason, takesFunctionCalls);
    if (repaired === message.tool_calls && finish === reason) return choice;
    return {
      ...choice,
      message: withCalls(message as ChunkDelta, repaired) as typeof message,
      finish_reason: finish,
    };
  };

  return {
    id: 'tool-calls',
    chunk: (chunk) => eachChunkChoice(chunk, repairChoice),
    completion: (completion) => eachWholeChoice(completion, repairWhole),
  };
}

function endOf(reason: string | null, takesFunctionCalls: boolean): string | null {
  return reason === 'function_call' && !takesFunctionCalls ? 'tool_calls' : reason;
}

function asPart(given: Record<string, unknown>): ToolCallDelta {
  // Holds as far as `open-calls.ts` needs it: it takes each field for one of any type.
  return given as unknown as ToolCallDelta;
}

/** The name a call without one must have: of the one function on offer, or of the one demanded. */
function onlyNameOf({ tools, tool_choice: choice }: ChatCompletionRequest): string {
  if (isRecord(choice) && isRecord(choice['function'])) return String(choice['function']['name']);
  return tools?.length === 1 ? (tools[0]?.function?.name ?? '') : '';
}
