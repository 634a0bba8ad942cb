import type { Asked } from '../asked.ts';
import { serialText, type Finish, type Reply } from '../reply.ts';

/**
 * A completion as recorded ones are (vercel/ai `packages/mistral/src/__fixtures__`): tool calls without
 * `type`, `tool_calls: null` beside text, reasoning as parts of the content. Not as OpenAI's.
 */
export function toAnswer(reply: Reply, asked: Asked): object {
  const calls = toToolCalls(reply);
  return {
    id: completionId(reply),
    created: reply.createdSeconds,
    model: asked.model,
    usage: toUsage(reply, asked.choices),
    object: 'chat.completion',
    choices: Array.from({ length: asked.choices }, (_, index) => ({
      index,
      finish_reason: toFinishReason(reply.finish),
      message:
        calls.length > 0
          ? { role: 'assistant', tool_calls: calls }
          : { role: 'assistant', tool_calls: null, content: toContent(reply) },
    })),
  };
}

export function completionId({ serial }: Reply): string {
  return `fa4e${serialText(serial, 28)}`;
}

export function toToolCalls(reply: Reply): object[] {
  return reply.toolCalls.map((call, i) => ({
    id: `${serialText(reply.serial, 7)}${serialText(i, 2)}`,
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }));
}

export function toFinishReason({ kind }: Finish): string {
  return kind === 'length' || kind === 'tool_calls' ? kind : 'stop';
}

export function toUsage({ usage }: Reply, choices: number): object {
  const completion = usage.completion * choices;
  return {
    prompt_tokens: usage.prompt,
    total_tokens: usage.prompt + completion,
    completion_tokens: completion,
    ...(usage.cached > 0 ? { prompt_tokens_details: { cached_tokens: usage.cached } } : {}),
  };
}

export function thinkingPart(text: string): object {
  return { type: 'thinking', thinking: [{ type: 'text', text }] };
}

function toContent({ reasoning, text }: Reply): string | object[] {
  const said = text.join('');
  if (reasoning.length === 0) return said;
  return [thinkingPart(reasoning.join('')), { type: 'text', text: said }];
}
