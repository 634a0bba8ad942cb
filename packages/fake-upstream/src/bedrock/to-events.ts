import { inPieces } from '../openai/to-events.ts';
import type { Reply } from '../reply.ts';
import type { WireEvent } from '../vendor.ts';
import { jsonFrame } from './event-frame.ts';
import { reasoningSignature, toStopReason, toToolUse, toUsage } from './to-answer.ts';

/**
 * A ConverseStream as recorded: no contentBlockStart before text or reasoning, one before a tool use, `p` as
 * padding in every event, metadata after messageStop (vercel/ai `packages/amazon-bedrock/src/__fixtures__`).
 */
export function toEvents(reply: Reply): WireEvent[] {
  const events: WireEvent[] = [];
  const add = (part: WireEvent['part'], type: string, data: object) =>
    events.push({ part, bytes: jsonFrame(type, { ...data, p: padding(events.length) }) });
  let contentBlockIndex = 0;
  const delta = (inner: object) =>
    add('token', 'contentBlockDelta', { contentBlockIndex, delta: inner });
  const stop = () => {
    add('opening', 'contentBlockStop', { contentBlockIndex });
    contentBlockIndex += 1;
  };
  add('opening', 'messageStart', { role: 'assistant' });
  if (reply.reasoning.length > 0) {
    for (const text of reply.reasoning) delta({ reasoningContent: { text } });
    delta({ reasoningContent: { signature: reasoningSignature } });
    stop();
  }
  if (reply.text.length > 0) {
    for (const text of reply.text) delta({ text });
    stop();
  }
  for (const [i, call] of reply.toolCalls.entries()) {
    const start = { toolUse: toToolUse(call, reply, i) };
    add('token', 'contentBlockStart', { contentBlockIndex, start });
    for (const input of inPieces(JSON.stringify(call.arguments))) delta({ toolUse: { input } });
    stop();
  }
  add('closing', 'messageStop', { stopReason: toStopReason(reply.finish) });
  add('end-mark', 'metadata', { metrics: { latencyMs: 12 }, usage: toUsage(reply) });
  return events;
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

function padding(at: number): string {
  return letters.slice(0, 1 + ((at * 7) % letters.length));
}
