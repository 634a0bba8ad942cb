import type { OpenAI } from 'openai';
import type { Asked } from '../asked.ts';
import { serialText, type Finish, type Reply } from '../reply.ts';

/** A `chat.completion`, with the fields and the order of recorded answers. */
export function toAnswer(reply: Reply, asked: Asked): OpenAI.ChatCompletion {
  const text = reply.text.join('');
  const refused = reply.finish.kind === 'refusal';
  const calls = toToolCalls(reply);
  return {
    id: completionId(reply),
    object: 'chat.completion',
    created: reply.createdSeconds,
    model: asked.model,
    choices: Array.from({ length: asked.choices }, (_, index) => ({
      index,
      message: {
        role: 'assistant',
        content: refused || calls.length > 0 ? null : text,
        ...(calls.length > 0 ? { tool_calls: calls } : {}),
        refusal: refused ? text : null,
        annotations: [],
      },
      logprobs: null,
      finish_reason: toFinishReason(reply.finish),
    })),
    usage: toUsage(reply, asked.choices),
    service_tier: 'default',
    system_fingerprint: 'fp_fake',
  };
}

export function completionId({ serial }: Reply): string {
  return `chatcmpl-fake${serialText(serial, 20)}`;
}

export function toToolCalls(reply: Reply): OpenAI.ChatCompletionMessageFunctionToolCall[] {
  return reply.toolCalls.map((call, i) => ({
    id: `call_fake${serialText(reply.serial, 17)}${serialText(i, 3)}`,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }));
}

export function toFinishReason({
  kind,
}: Finish): 'stop' | 'length' | 'tool_calls' | 'content_filter' {
  return kind === 'stop_sequence' || kind === 'refusal' ? 'stop' : kind;
}

export function toUsage({ usage }: Reply, choices: number): OpenAI.CompletionUsage {
  const completion = usage.completion * choices;
  return {
    prompt_tokens: usage.prompt,
    completion_tokens: completion,
    total_tokens: usage.prompt + completion,
    prompt_tokens_details: { cached_tokens: usage.cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoning * choices,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
