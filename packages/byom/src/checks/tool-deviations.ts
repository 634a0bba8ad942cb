import type { Deviation } from '../check/finding.ts';
import type { ReadToolCall, ToolCallReading } from '../read/tool-call-reading.ts';

/**
 * What is wrong with how an answer calls tools, each with what only this answer does. `free`: no
 * `tool_choice` was given; gpt-4o was seen to end a forced call with `stop` (ollama#7963).
 */
export function toolDeviations(
  reading: ToolCallReading,
  { free }: { readonly free: boolean },
): (readonly [deviation: Deviation, detail: string])[] {
  switch (reading.form) {
    case 'none':
      return [];
    case 'object':
      return [[toolCallsAsObject, '']];
    case 'function-call':
      return [[legacyFunctionCall, '']];
    case 'content':
      return [[toolCallAsContent, '']];
    case 'list':
      break;
  }
  const { calls, indexMissing, indexShared, indexMin, nameEmptied, oddNulls, finishReason } =
    reading;
  const missing = missingFields(calls);
  return [
    ...(indexMissing ? [[toolIndexMissing, ''] as const] : []),
    ...(indexShared ? [[toolIndexAllZero, ''] as const] : []),
    ...(indexMin !== null && indexMin > 0
      ? [[toolIndexFromOne, `The first is ${indexMin}.`] as const]
      : []),
    ...argumentDeviations(calls).map((deviation) => [deviation, ''] as const),
    ...(missing.length > 0
      ? [[toolFieldsMissing, `Missing: ${missing.join(', ')}.`] as const]
      : []),
    ...(nameEmptied ? [[toolFieldsMissing, 'Later parts have an empty name.'] as const] : []),
    ...(oddNulls.length > 0
      ? [[nullBesideToolCalls, `Null or missing: ${oddNulls.join(', ')}.`] as const]
      : []),
    ...(free && finishReason !== null && finishReason !== 'tool_calls'
      ? [[stopWithToolCalls, `It is \`${finishReason}\`.`] as const]
      : []),
  ];
}

function missingFields(calls: readonly ReadToolCall[]): string[] {
  return [
    ...(calls.some(({ id }) => id === '') ? ['`id`'] : []),
    ...(calls.some(({ type }) => type === '') ? ['`type`'] : []),
    ...(calls.some(({ name }) => name === '') ? ['`function.name`'] : []),
  ];
}

/** The tools of these checks can't be called without arguments. */
function argumentDeviations(calls: readonly ReadToolCall[]): Deviation[] {
  const seen = calls.map((call) => {
    if (call.argumentsAreObject) return toolArgumentsObject;
    if (call.arguments.trim() === '') return toolArgumentsEmpty;
    return isJson(call.arguments) ? null : toolArgumentsNotJson;
  });
  return [...new Set(seen)].filter((deviation) => deviation !== null);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const toolLost = 'Clients see no tool call: the agent never looks anything up, and nobody is told.';

const toolIndexMissing: Deviation = {
  id: 'tool-index-missing',
  grade: 'breaks',
  message: 'Its streamed tool calls have no `index`.',
  consequence: `OpenAI’s stream helper puts calls together by their index. ${toolLost}`,
  fix: 'Give every entry of `delta.tool_calls` its `index`: 0 for the first call, 1 for the second.',
};
const toolIndexAllZero: Deviation = {
  id: 'tool-index-all-zero',
  grade: 'breaks',
  message: 'Its streamed tool calls all have the same `index`.',
  consequence:
    'OpenAI’s stream helper merges them into one call whose arguments are nonsense: neither tool runs.',
  fix: 'Count the calls of an answer: 0 for the first, 1 for the second.',
};
const toolIndexFromOne: Deviation = {
  id: 'tool-index-from-one',
  grade: 'deviates',
  message: 'It doesn’t count its streamed tool calls from 0.',
  consequence: 'Clients that put calls into a list by index find a hole before the first.',
  fix: 'Count tool calls from 0, whatever else the answer holds.',
};
const toolArgumentsObject: Deviation = {
  id: 'tool-arguments-object',
  grade: 'breaks',
  message: 'It sends a tool call’s arguments as an object.',
  consequence: 'Clients parse them as text and throw: the tool never runs.',
  fix: 'Send `arguments` as a string that holds JSON.',
};
const toolArgumentsEmpty: Deviation = {
  id: 'tool-arguments-empty',
  grade: 'breaks',
  message: 'It calls a tool that needs arguments with none.',
  consequence:
    'Clients fail to parse an empty text, or run the tool without what it was asked for.',
  fix: 'Send the arguments in `function.arguments`; a stream may send them in pieces, in order.',
};
const toolArgumentsNotJson: Deviation = {
  id: 'tool-arguments-not-json',
  grade: 'breaks',
  message: 'A tool call’s arguments, put together, are no JSON.',
  consequence: 'Clients throw when they parse them: the tool never runs.',
  fix: 'See that each piece of `function.arguments` is sent once and in order, and that the whole is JSON.',
};
const toolCallsAsObject: Deviation = {
  id: 'tool-calls-as-object',
  grade: 'breaks',
  message: 'It sends `tool_calls` as one object.',
  consequence: 'Clients that go through a list throw, or find nothing in it.',
  fix: 'Send a list, with one entry for each call.',
};
const toolCallAsContent: Deviation = {
  id: 'tool-call-as-content',
  grade: 'breaks',
  message: 'It writes its tool call into the text of its answer.',
  consequence: 'The caller hears JSON read aloud, and the tool never runs.',
  fix: 'Switch on the server’s tool call parser for this model, so that calls are sent as `tool_calls`.',
};
const legacyFunctionCall: Deviation = {
  id: 'legacy-function-call',
  grade: 'breaks',
  message: 'It answers with `function_call`, the form that came before `tool_calls`.',
  consequence: toolLost,
  fix: 'Send calls as `tool_calls: [{id, type: "function", function: {name, arguments}}]`.',
};
const stopWithToolCalls: Deviation = {
  id: 'stop-with-tool-calls',
  grade: 'deviates',
  message: 'Its answer calls a tool, and its `finish_reason` doesn’t say so.',
  consequence: 'Agents that look at the reason take the turn for finished, and never run the tool.',
  fix: 'End an answer that calls tools with `finish_reason: "tool_calls"`.',
};
const toolFieldsMissing: Deviation = {
  id: 'tool-fields-missing',
  grade: 'deviates',
  message: 'Its tool calls lack some of their fields.',
  consequence: 'Strict clients throw; without an `id` a result can’t be told from another’s.',
  fix: 'Send `id`, `type: "function"` and `function.name` with each call, in a stream with its first part and not again.',
};
const nullBesideToolCalls: Deviation = {
  id: 'null-beside-tool-calls',
  grade: 'fine',
  message: 'Some fields beside its tool calls are `null` or missing.',
  consequence: 'Every client that was tried takes them.',
  fix: 'Leave `tool_calls` and `function_call` out where there are none, and send `content: null` beside calls.',
};

/** Everything that `toolDeviations` may find. */
export const ofToolCalls: readonly Deviation[] = [
  toolIndexMissing,
  toolIndexAllZero,
  toolIndexFromOne,
  toolArgumentsObject,
  toolArgumentsEmpty,
  toolArgumentsNotJson,
  toolCallsAsObject,
  toolCallAsContent,
  legacyFunctionCall,
  stopWithToolCalls,
  toolFieldsMissing,
  nullBesideToolCalls,
];
