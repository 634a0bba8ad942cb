import type { Asked } from '../asked.ts';
import type { Reply } from '../reply.ts';
import { sseEvent } from '../sse.ts';
import type { WireEvent } from '../vendor.ts';
import { completionId, thinkingPart, toFinishReason, toToolCalls, toUsage } from './to-answer.ts';

/**
 * A stream as recorded ones are: whole tool calls in the chunk that finishes, the usage with the finish
 * reason, and content in parts while the model thinks (vercel/ai `packages/mistral/src/__fixtures__`).
 */
export function toEvents(reply: Reply, asked: Asked): WireEvent[] {
  const events: WireEvent[] = [];
  for (let index = 0; index < asked.choices; index += 1) {
    const add = (part: WireEvent['part'], delta: object, finish: string | null = null) => {
      const last = finish !== null && index === asked.choices - 1;
      const data = {
        id: completionId(reply),
        object: 'chat.completion.chunk',
        created: reply.createdSeconds,
        model: asked.model,
        choices: [{ index, delta, finish_reason: finish, logprobs: null }],
        ...(last ? { usage: toUsage(reply, asked.choices) } : {}),
      };
      events.push({ part, bytes: sseEvent(data) });
    };
    const thinks = reply.reasoning.length > 0;
    add('opening', { role: 'assistant', content: '' });
    for (const piece of reply.reasoning) add('token', { content: [thinkingPart(piece)] });
    for (const piece of reply.text) {
      add('token', { content: thinks ? [{ type: 'text', text: piece }] : piece });
    }
    const finish = toFinishReason(reply.finish);
    const calls = toToolCalls(reply);
    if (calls.length > 0) add('token', { content: null, tool_calls: calls }, finish);
    else add('closing', { content: '' }, finish);
  }
  events.push({ part: 'end-mark', bytes: 'data: [DONE]\n\n' });
  return events;
}
