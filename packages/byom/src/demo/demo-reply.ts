import type { ChatCompletionRequest, ToolDefinition, Usage } from '@jackfield/chat-completions';
import type { Reply, ReplyPart } from '../server/reply.ts';
import { chooseTools } from './choose-tools.ts';
import { lastWords, textOf, type Said } from './last-words.ts';
import { sampleOfSchema } from './sample-of-schema.ts';

/** What a connection to the demo endpoint names as its model ID. */
export const demoModelId = 'demo';

/**
 * Says back what was said, word by word, so that a turn can be heard end to end with no model and no
 * account. Calls a tool when asked to "call the tool" (or "both tools"), or when `tool_choice` says
 * so; keeps to `response_format` and to the limit of tokens, which are words here.
 *
 * `pause` waits between two words; it must give up when its signal aborts.
 */
export function demoReply(pause: (signal: AbortSignal) => Promise<void>): Reply {
  return async function* reply(request, { signal, maxTokens = Number.POSITIVE_INFINITY }) {
    const said = lastWords(request.messages);
    const prompt = promptWords(request);
    const tools = chooseTools(request, said);
    if (tools.length > 0) {
      yield* tools.map(callOf);
      return { usage: usageOf(prompt, tools.length) };
    }
    const words = answerTo(said, request).split(/(?<=\s)(?=\S)/);
    for (const [index, word] of words.slice(0, maxTokens).entries()) {
      if (index > 0) await pause(signal);
      // Told before each word, so that an answer that a stop text cuts is counted as well.
      yield { usage: usageOf(prompt, index + 1) };
      yield word;
    }
    return words.length > maxTokens ? { finishReason: 'length' } : {};
  };
}

function callOf({ function: called }: ToolDefinition): ReplyPart {
  const sample = sampleOfSchema(called?.parameters ?? { type: 'object' }, 'demo');
  // Holds: a tool's parameters are an object; of a schema that says otherwise nothing is taken.
  const given = typeof sample === 'object' ? { ...sample } : {};
  return { toolCall: { name: called?.name ?? '', arguments: given } };
}

function answerTo(said: Said, { response_format: format }: ChatCompletionRequest): string {
  const answer = words(said);
  if (format?.type === 'json_object') return JSON.stringify({ answer });
  if (format?.type !== 'json_schema') return answer;
  return JSON.stringify(sampleOfSchema(format.json_schema?.schema ?? { type: 'object' }, answer));
}

function words({ role, text }: Said): string {
  if (role === 'tool') return `The tool answered: ${shortened(text)}`;
  if (text === '') {
    return 'Hello! I am the demo endpoint: write me something, and I will say it back to you.';
  }
  return `You said: ${shortened(text)}`;
}

/** In whole characters: half of one would be heard as a broken answer. */
function shortened(text: string): string {
  if (text.length <= 2_000) return text;
  return `${Array.from(text.slice(0, 4_000)).slice(0, 2_000).join('')}…`;
}

/** The demo counts words where a model counts tokens. */
function promptWords({ messages }: ChatCompletionRequest): number {
  const count = (text: string): number => text.split(/\s+/).filter(Boolean).length;
  return messages.reduce((sum, message) => sum + count(textOf(message)), 0);
}

function usageOf(prompt: number, completion: number): Usage {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
  };
}
