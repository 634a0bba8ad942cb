import type { ConverseResponse } from '@aws-sdk/client-bedrock-runtime';
import { serialText, type Finish, type Reply, type ToolCall } from '../reply.ts';

/** The body of a ConverseResponse, in the form of recorded ones (vercel/ai `packages/amazon-bedrock`). */
export function toAnswer(reply: Reply): object {
  const text = reply.text.join('');
  const content = [
    ...toReasoning(reply),
    ...(text === '' ? [] : [{ text }]),
    ...reply.toolCalls.map((call, i) => ({
      toolUse: { ...toToolUse(call, reply, i), input: call.arguments },
    })),
  ];
  return {
    metrics: { latencyMs: 12 },
    output: { message: { content, role: 'assistant' } },
    stopReason: toStopReason(reply.finish),
    usage: toUsage(reply),
  };
}

function toReasoning({ reasoning }: Reply): object[] {
  if (reasoning.length === 0) return [];
  const reasoningText = { text: reasoning.join(''), signature: reasoningSignature };
  return [{ reasoningContent: { reasoningText } }];
}

export const reasoningSignature = Buffer.from('fake reasoning').toString('base64');

export function toToolUse({ name }: ToolCall, reply: Reply, i: number) {
  return { toolUseId: `tooluse_fake${serialText(reply.serial, 15)}${serialText(i, 3)}`, name };
}

export function toStopReason(finish: Finish): NonNullable<ConverseResponse['stopReason']> {
  switch (finish.kind) {
    case 'tool_calls':
      return 'tool_use';
    case 'length':
      return 'max_tokens';
    case 'stop_sequence':
      return 'stop_sequence';
    case 'content_filter':
      return finish.blocked === 'prompt' ? 'guardrail_intervened' : 'content_filtered';
    case 'stop':
    case 'refusal':
      return 'end_turn';
  }
}

/** Input read from a cache is counted beside `inputTokens`, not among them. */
export function toUsage({ usage }: Reply): NonNullable<ConverseResponse['usage']> {
  return {
    inputTokens: usage.prompt - usage.cached,
    outputTokens: usage.completion,
    totalTokens: usage.prompt + usage.completion,
    cacheReadInputTokens: usage.cached,
    cacheWriteInputTokens: 0,
  };
}
