import type { Asked, AskedTool } from './asked.ts';
import type { Directives } from './directives.ts';
import { exampleOfSchema } from './example-of-schema.ts';
import { asObject, asText, type JsonObject } from './json-value.ts';
import type { Finish, Reply, ToolCall } from './reply.ts';
import { countWords, splitWords } from './split-words.ts';

/**
 * The answer every vendor gives to the same words: an echo, tool calls where the message asks for
 * them ("call get_weather for Paris and Rome"), JSON where JSON is asked for.
 */
export function composeReply(
  asked: Asked,
  directives: Directives,
  serial: number,
  createdSeconds: number,
): Reply {
  const toolCalls = directives.blocked ? [] : callsFor(asked, directives.text);
  const { text, finish } =
    toolCalls.length > 0
      ? { text: [], finish: { kind: 'tool_calls' } as const }
      : sayFor(asked, directives);
  const reasoning = asked.reasoning
    ? splitWords(`The caller said: ${directives.text}`).slice(0, 12)
    : [];
  const callTokens = toolCalls.map((call) => countWords(JSON.stringify(call)) + 1);
  return {
    serial,
    createdSeconds,
    reasoning,
    text,
    toolCalls,
    finish,
    usage: {
      prompt: asked.promptTokens,
      cached: Math.min(directives.cachedTokens, asked.promptTokens),
      completion: text.length + reasoning.length + callTokens.reduce((sum, n) => sum + n, 0),
      reasoning: reasoning.length,
    },
  };
}

function sayFor(asked: Asked, directives: Directives): { text: string[]; finish: Finish } {
  if (directives.blocked) {
    return { text: [], finish: { kind: 'content_filter', blocked: 'prompt' } };
  }
  if (directives.refused) {
    return { text: splitWords("I'm sorry, I can't help with that."), finish: { kind: 'refusal' } };
  }
  const whole = wordsFor(asked, directives);
  const stopAt = firstStop(whole, asked.stop);
  const words = splitWords(stopAt === undefined ? whole : whole.slice(0, stopAt.index));
  if (asked.tokensMax !== undefined && words.length > asked.tokensMax) {
    return { text: words.slice(0, asked.tokensMax), finish: { kind: 'length' } };
  }
  if (directives.filtered) {
    const half = words.slice(0, Math.floor(words.length / 2));
    return { text: half, finish: { kind: 'content_filter', blocked: 'answer' } };
  }
  if (stopAt !== undefined) {
    return { text: words, finish: { kind: 'stop_sequence', sequence: stopAt.sequence } };
  }
  return { text: words, finish: { kind: 'stop' } };
}

function wordsFor(asked: Asked, { text, words }: Directives): string {
  if (asked.format.kind === 'schema') {
    return JSON.stringify(exampleOfSchema(asked.format.schema, text));
  }
  if (asked.format.kind === 'json') return JSON.stringify({ answer: text });
  if (words !== undefined) {
    return Array.from({ length: words }, (_, i) => `word${i + 1}`).join(' ');
  }
  const images = asked.images.map((image) => `(${image.mediaType}, ${image.bytes ?? '?'} bytes)`);
  const said = asked.lastIsToolResult ? `The tool answered: ${text}` : text;
  return [said === '' ? 'You said nothing.' : said, ...images].join(' ');
}

function firstStop(text: string, stops: string[]): { index: number; sequence: string } | undefined {
  return stops
    .map((sequence) => ({ index: text.indexOf(sequence), sequence }))
    .filter(({ index, sequence }) => index >= 0 && sequence !== '')
    .toSorted((a, b) => a.index - b.index)[0];
}

const callPattern = /\bcall\s+([\w.-]+?)(?:\s+(?:for|with)\s+(.+?))?[.!?]?\s*$/is;

function callsFor(asked: Asked, text: string): ToolCall[] {
  const { toolChoice, tools } = asked;
  if (toolChoice.kind === 'none' || tools.length === 0) return [];
  const named = toolChoice.kind === 'named' ? toolChoice.name : undefined;
  const calls = asked.lastIsToolResult ? [] : spokenCalls(tools, text);
  const allowed = named === undefined ? calls : calls.filter((call) => call.name === named);
  if (allowed.length > 0) return asked.parallelToolCalls ? allowed : allowed.slice(0, 1);
  if (toolChoice.kind === 'auto') return [];
  const forced = tools.find((tool) => named === undefined || tool.name === named);
  return forced === undefined ? [] : [callOf(forced, text)];
}

/** "call get_weather for Paris and Rome", "call get_weather for Paris and get_time for Rome". */
function spokenCalls(tools: AskedTool[], text: string): ToolCall[] {
  const match = callPattern.exec(text);
  if (match === null) return [];
  let tool = tools.find(({ name }) => name === match[1]);
  if (tool === undefined) return [];
  if (match[2] === undefined) return [callOf(tool, '')];
  const calls: ToolCall[] = [];
  for (const part of match[2].split(/\s+and\s+/)) {
    const other = /^(?:call\s+)?([\w.-]+)\s+(?:for|with)\s+(.+)$/s.exec(part);
    const switched = tools.find(({ name }) => name === other?.[1]);
    tool = switched ?? tool;
    calls.push(callOf(tool, switched === undefined ? part : (other?.[2] ?? '')));
  }
  return calls;
}

/** The tool's arguments filled in, with what was asked for in its first text argument. */
function callOf(tool: AskedTool, wanted: string): ToolCall {
  const filled = asObject(exampleOfSchema(tool.parameters, wanted));
  return { name: tool.name, arguments: withWanted(tool.parameters, filled, wanted) };
}

function withWanted(parameters: JsonObject, filled: JsonObject, wanted: string): JsonObject {
  const properties = asObject(parameters['properties']);
  const isFreeText = (name: string) => {
    const property = asObject(properties[name]);
    return asText(property['type']).toLowerCase() === 'string' && property['enum'] === undefined;
  };
  const target = Object.keys(properties).find(isFreeText);
  return target === undefined || wanted === '' ? filled : { ...filled, [target]: wanted };
}
