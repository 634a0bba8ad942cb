import type { OpenAI } from 'openai';
import type { Asked } from '../asked.ts';
import type { Reply } from '../reply.ts';
import { sseEvent } from '../sse.ts';
import type { WireEvent } from '../vendor.ts';
import { completionId, toFinishReason, toToolCalls, toUsage } from './to-answer.ts';

type Delta = OpenAI.ChatCompletionChunk.Choice.Delta;

/**
 * A stream of `chat.completion.chunk` as the vendor sends it: the role first, arguments in pieces,
 * `usage: null` in every chunk when usage was asked for, padding in `obfuscation`, `[DONE]` last.
 */
export function toEvents(reply: Reply, asked: Asked): WireEvent[] {
  const chunk = chunkWriter(reply, asked);
  const events: WireEvent[] = [];
  for (let index = 0; index < asked.choices; index += 1) {
    const add = (part: WireEvent['part'], delta: Delta, finish: Finish = null) =>
      events.push({
        part,
        bytes: chunk([{ index, delta, logprobs: null, finish_reason: finish }]),
      });
    const calls = toToolCalls(reply);
    add('opening', { role: 'assistant', content: calls.length > 0 ? null : '', refusal: null });
    for (const piece of reply.text) {
      add('token', reply.finish.kind === 'refusal' ? { refusal: piece } : { content: piece });
    }
    for (const [i, { id, type, function: made }] of calls.entries()) {
      add('token', {
        tool_calls: [{ index: i, id, type, function: { name: made.name, arguments: '' } }],
      });
      for (const piece of inPieces(made.arguments)) {
        add('token', { tool_calls: [{ index: i, function: { arguments: piece } }] });
      }
    }
    add('closing', {}, toFinishReason(reply.finish));
  }
  if (asked.usageInStream) {
    events.push({ part: 'closing', bytes: chunk([], toUsage(reply, asked.choices)) });
  }
  events.push({ part: 'end-mark', bytes: 'data: [DONE]\n\n' });
  return events;
}

type Finish = OpenAI.ChatCompletionChunk.Choice['finish_reason'];

/** Arguments come in pieces that are no JSON of their own. */
export function inPieces(text: string): string[] {
  return text.match(/.{1,12}/gsu) ?? [];
}

const padding = 'Qup1BsQ3yhjoJbEF';

function chunkWriter(reply: Reply, asked: Asked) {
  const id = completionId(reply);
  let count = 0;
  return (choices: OpenAI.ChatCompletionChunk.Choice[], usage?: OpenAI.CompletionUsage): string => {
    count += 1;
    const chunk: OpenAI.ChatCompletionChunk = {
      id,
      object: 'chat.completion.chunk',
      created: reply.createdSeconds,
      model: asked.model,
      service_tier: 'default',
      system_fingerprint: 'fp_fake',
      choices,
      ...(asked.usageInStream ? { usage: usage ?? null } : {}),
      ...(asked.obfuscation ? { obfuscation: padding.slice(count % padding.length) } : {}),
    };
    return sseEvent(chunk);
  };
}
