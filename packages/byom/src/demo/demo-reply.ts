import type { ChatCompletionRequest, ChatMessage, Usage } from '@jackfield/chat-completions';
import type { Reply } from '../server/reply.ts';

/** What a connection to the demo endpoint names as its model ID. */
export const demoModelId = 'demo';

/**
 * Says back what was said, word by word, so that a turn can be heard end to end with no model and no
 * account. Calls the first tool it is given when asked to "call the tool".
 *
 * `pause` waits between two words; it must give up when its signal aborts.
 */
export function demoReply(pause: (signal: AbortSignal) => Promise<void>): Reply {
  return async function* reply(request, { signal }) {
    const said = lastWords(request.messages);
    const tool = request.tools?.find(({ function: definition }) => definition !== undefined);
    const wantsTool = /\bcall (?:the|a|your) tool\b/i.test(said.text) && said.role === 'user';
    if (wantsTool && tool?.function) {
      const { name, parameters } = tool.function;
      yield { toolCall: { name, arguments: sampleArguments(parameters) } };
      return { usage: count(request, '') };
    }
    const answer = answerTo(said);
    for (const [index, word] of answer.split(/(?<=\s)(?=\S)/).entries()) {
      if (index > 0) await pause(signal);
      yield word;
    }
    return { usage: count(request, answer) };
  };
}

interface Said {
  role: string;
  text: string;
}

function answerTo({ role, text }: Said): string {
  if (role === 'tool') return `The tool answered: ${shortened(text)}`;
  if (text === '') {
    return 'Hello! I am the demo endpoint: write me something, and I will say it back to you.';
  }
  return `You said: ${shortened(text)}`;
}

function shortened(text: string): string {
  return text.length > 2_000 ? `${text.slice(0, 2_000)}…` : text;
}

function lastWords(messages: readonly ChatMessage[]): Said {
  const message = messages.findLast(({ role }) => role === 'user' || role === 'tool');
  return { role: message?.role ?? 'user', text: message ? textOf(message) : '' };
}

function textOf({ content }: ChatMessage): string {
  if (typeof content === 'string') return content.trim();
  if (!Array.isArray(content)) return '';
  const pieces = content.map((part) =>
    part.type === 'text' ? (part.text ?? '') : `[${part.type}]`,
  );
  return pieces.join(' ').trim();
}

/** A value of the right kind for each required property, which is as much as a demo can know. */
function sampleArguments(schema: Record<string, unknown> | undefined): Record<string, unknown> {
  const properties = schema?.['properties'];
  if (typeof properties !== 'object' || properties === null) return {};
  const samples: Record<string, unknown> = {
    string: 'demo',
    number: 1,
    integer: 1,
    boolean: true,
    array: [],
    object: {},
  };
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]: [string, unknown]) => {
      const { type, enum: values } =
        typeof property === 'object' && property !== null
          ? // Holds: both fields are only read, and every kind of value is provided for.
            (property as { type?: unknown; enum?: unknown })
          : {};
      const first: unknown = Array.isArray(values) ? values[0] : undefined;
      return [name, first ?? (typeof type === 'string' ? (samples[type] ?? null) : 'demo')];
    }),
  );
}

/** The demo counts words where a model counts tokens. */
function count(request: ChatCompletionRequest, answer: string): Usage {
  const words = (text: string): number => text.split(/\s+/).filter(Boolean).length;
  const prompt = request.messages.reduce((sum, message) => sum + words(textOf(message)), 0);
  const completion = Math.max(1, words(answer));
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
  };
}
