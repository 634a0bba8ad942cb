import type { Asked } from '../asked.ts';
import { serialText, type Finish, type Reply, type ToolCall } from '../reply.ts';

/** A Message in the form of recorded ones (vercel/ai `packages/anthropic/src/__fixtures__`). */
export function toAnswer(reply: Reply, asked: Asked): object {
  const thinking = reply.reasoning.join('');
  const text = reply.text.join('');
  return {
    ...toMessageHead(reply, asked),
    content: [
      ...(thinking === '' ? [] : [{ type: 'thinking', thinking, signature: thinkingSignature }]),
      ...(text === '' ? [] : [{ type: 'text', text }]),
      ...reply.toolCalls.map((call, i) => ({
        ...toToolUse(call, reply, i),
        input: call.arguments,
      })),
    ],
    ...toStop(reply.finish),
    usage: toUsage(reply, reply.usage.completion),
  };
}

export const thinkingSignature = Buffer.from('fake thinking').toString('base64');

export function toMessageHead({ serial }: Reply, { model }: Asked): object {
  return { model, id: `msg_fake${serialText(serial, 20)}`, type: 'message', role: 'assistant' };
}

export function toToolUse({ name }: ToolCall, { serial }: Reply, i: number): object {
  const id = `toolu_fake${serialText(serial, 17)}${serialText(i, 3)}`;
  return { type: 'tool_use', id, name, input: {} };
}

export function toStop(finish: Finish): object {
  const filtered = finish.kind === 'content_filter' || finish.kind === 'refusal';
  return {
    stop_reason: filtered ? 'refusal' : stopReasons[finish.kind],
    stop_sequence: finish.kind === 'stop_sequence' ? finish.sequence : null,
    ...(filtered
      ? {
          stop_details: {
            type: 'refusal',
            category: 'general_harms',
            explanation: 'This request was blocked.',
          },
        }
      : {}),
  };
}

const stopReasons = {
  stop: 'end_turn',
  stop_sequence: 'stop_sequence',
  length: 'max_tokens',
  tool_calls: 'tool_use',
} as const;

/** Input read from a cache is counted beside `input_tokens`, not among them. */
export function toUsage({ usage }: Reply, completion: number): object {
  return {
    input_tokens: usage.prompt - usage.cached,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: usage.cached,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: completion,
    output_tokens_details: { thinking_tokens: usage.reasoning },
    service_tier: 'standard',
  };
}
