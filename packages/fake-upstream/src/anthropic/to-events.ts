import type { Asked } from '../asked.ts';
import { inPieces } from '../openai/to-events.ts';
import type { Reply } from '../reply.ts';
import { sseEvent } from '../sse.ts';
import type { WireEvent } from '../vendor.ts';
import { thinkingSignature, toMessageHead, toStop, toToolUse, toUsage } from './to-answer.ts';

/** A stream as recorded: named events, a ping after the first block begins, usage in `message_delta`. */
export function toEvents(reply: Reply, asked: Asked): WireEvent[] {
  const events: WireEvent[] = [];
  const add = (part: WireEvent['part'], type: string, data: object) =>
    events.push({ part, bytes: sseEvent({ type, ...data }, type) });
  let index = 0;
  const block = (content_block: object, deltas: object[]) => {
    add('opening', 'content_block_start', { index, content_block });
    if (index === 0) add('opening', 'ping', {});
    for (const delta of deltas) add('token', 'content_block_delta', { index, delta });
    add('opening', 'content_block_stop', { index });
    index += 1;
  };
  const opening = {
    ...toMessageHead(reply, asked),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: toUsage(reply, 1),
  };
  add('opening', 'message_start', { message: opening });
  if (reply.reasoning.length > 0) {
    const deltas = reply.reasoning.map((thinking): object => ({
      type: 'thinking_delta',
      thinking,
    }));
    deltas.push({ type: 'signature_delta', signature: thinkingSignature });
    block({ type: 'thinking', thinking: '', signature: '' }, deltas);
  }
  if (reply.text.length > 0) {
    block(
      { type: 'text', text: '' },
      reply.text.map((text) => ({ type: 'text_delta', text })),
    );
  }
  for (const [i, call] of reply.toolCalls.entries()) {
    const pieces = ['', ...inPieces(JSON.stringify(call.arguments))];
    block(
      toToolUse(call, reply, i),
      pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json })),
    );
  }
  const usage = toUsage(reply, reply.usage.completion);
  add('closing', 'message_delta', { delta: toStop(reply.finish), usage });
  add('end-mark', 'message_stop', {});
  return events;
}
