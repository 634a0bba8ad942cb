import { exampleOfSchema } from './example-of-schema.ts';
import { fieldsIn, isFields, type Fields } from './fields.ts';

/** What the good server's “model” has to say to a request. */
export interface ModelReply {
  /** Its text, a word at a time. */
  readonly words: readonly string[];
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string }[];
  readonly finishReason: 'stop' | 'length' | 'tool_calls';
  readonly usage: Fields;
}

const numbers =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );

/**
 * Plays a model that does as it is told: it counts, repeats what stands in quotation marks, calls the
 * tools that are spoken of, fills a schema, and keeps to `stop` and to its limit of tokens (words).
 */
export function modelReply(request: Fields): ModelReply {
  const messages = fieldsIn(request['messages']);
  const promptTokens = messages.reduce((sum, message) => sum + wordsOf(textOf(message)).length, 0);
  const toolCalls = toolCallsOf(request, messages);
  const whole = toolCalls.length > 0 ? [] : wordsOf(cutAtStop(textFor(request, messages), request));
  const limit = request['max_completion_tokens'] ?? request['max_tokens'];
  const words = typeof limit === 'number' ? whole.slice(0, limit) : whole;
  const completionTokens = words.length + toolCalls.length * 8;
  return {
    words,
    toolCalls,
    finishReason:
      toolCalls.length > 0 ? 'tool_calls' : words.length < whole.length ? 'length' : 'stop',
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

function textFor(request: Fields, messages: readonly Fields[]): string {
  const { response_format: format } = request;
  if (isFields(format) && format['type'] === 'json_schema') {
    const asked = format['json_schema'];
    return JSON.stringify(exampleOfSchema(isFields(asked) ? asked['schema'] : undefined));
  }
  if (isFields(format) && format['type'] === 'json_object') return '{"city": "Oslo"}';
  const last = messages.at(-1);
  if (last?.['role'] === 'tool') return `The tool says: ${textOf(last)}`;
  const asked = askedOf(messages);
  const quoted = /\b(?:say|reply|repeat|answer)\b[^"“]*["“]([^"”]+)["”]/i.exec(asked)?.[1];
  if (quoted !== undefined) return quoted;
  const countTo = /\bcount from one to (\w+)/i.exec(asked)?.[1];
  if (countTo !== undefined) {
    const end = numbers.indexOf(countTo) + 1 || numbers.length;
    return `${numbers.slice(0, end).join(', ')}. Done.`;
  }
  return 'Hello there, how can I help you today?';
}

/** Those whose name is spoken of, each once; what `tool_choice` says goes first. */
function toolCallsOf(request: Fields, messages: readonly Fields[]): ModelReply['toolCalls'] {
  const offered = fieldsIn(request['tools'])
    .map((tool) => tool['function'])
    .filter(isFields);
  const choice = request['tool_choice'] ?? 'auto';
  if (choice === 'none' || messages.at(-1)?.['role'] === 'tool') return [];
  const asked = askedOf(messages).toLowerCase();
  const spokenOf = offered.filter(({ name }) =>
    String(name)
      .split('_')
      .some((word) => word.length > 3 && asked.includes(word.toLowerCase())),
  );
  const called = isFields(choice)
    ? offered.filter(
        ({ name }) => isFields(choice['function']) && name === choice['function']['name'],
      )
    : choice === 'required' && spokenOf.length === 0
      ? offered.slice(0, 1)
      : spokenOf;
  const some = request['parallel_tool_calls'] === false ? called.slice(0, 1) : called;
  return some.map(({ name, parameters }) => ({
    name: String(name),
    arguments: JSON.stringify(exampleOfSchema(parameters)),
  }));
}

function askedOf(messages: readonly Fields[]): string {
  const message = messages.findLast(({ role }) => role === 'user');
  return message === undefined ? '' : textOf(message);
}

function textOf({ content }: Fields): string {
  if (typeof content === 'string') return content;
  return fieldsIn(content)
    .map(({ text }) => (typeof text === 'string' ? text : ''))
    .join(' ');
}

function cutAtStop(text: string, { stop }: Fields): string {
  const stops = (Array.isArray(stop) ? stop : [stop]).filter((one) => typeof one === 'string');
  const ends = stops.map((one) => text.indexOf(one)).filter((index) => index >= 0);
  return text.slice(0, Math.min(text.length, ...ends));
}

function wordsOf(text: string): string[] {
  return text.match(/\S+\s*/g) ?? [];
}
