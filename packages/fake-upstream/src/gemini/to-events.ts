import type { Asked } from '../asked.ts';
import type { Reply } from '../reply.ts';
import { sseEvent } from '../sse.ts';
import type { ChatOperation, WireEvent } from '../vendor.ts';
import {
  isPromptBlocked,
  toCalls,
  toFinishReason,
  toPromptFeedback,
  toTail,
  toText,
  toThoughts,
} from './to-answer.ts';

/**
 * A stream of GenerateContentResponse: function calls whole and before the chunk that says STOP, the usage
 * in every chunk, and no mark at the end. Without `alt=sse` it is one JSON array, sent in the same pieces.
 */
export function toEvents(reply: Reply, asked: Asked, operation: ChatOperation): WireEvent[] {
  const parts = (reply.toolCalls.length > 0 ? [toCalls(reply, asked)] : []).concat(
    reply.text.map((piece) => toText([piece])),
  );
  const thoughts = reply.reasoning.map((piece) => toThoughts([piece]));
  const chunks: { part: WireEvent['part']; data: object }[] = [];
  if (isPromptBlocked(reply.finish)) {
    chunks.push({ part: 'closing', data: { ...toPromptFeedback(), ...toTail(reply, asked, 0) } });
  } else {
    for (let index = 0; index < asked.choices; index += 1) {
      for (const [i, content] of [...thoughts, ...parts].entries()) {
        const candidate = { content: { parts: content, role: 'model' }, index };
        chunks.push({
          part: 'token',
          data: { candidates: [candidate], ...toTail(reply, asked, i + 1) },
        });
      }
      const last = {
        content: { parts: [{ text: '' }], role: 'model' },
        finishReason: toFinishReason(reply.finish),
        index,
      };
      chunks.push({
        part: 'closing',
        data: { candidates: [last], ...toTail(reply, asked, reply.usage.completion) },
      });
    }
  }
  return chunks.map(({ part, data }, i) => ({
    part,
    bytes: operation.sse === false ? arrayItem(data, i, chunks.length) : sseEvent(data),
  }));
}

function arrayItem(data: object, at: number, length: number): string {
  return `${at === 0 ? '[' : ',\r\n'}${JSON.stringify(data)}${at === length - 1 ? ']' : ''}`;
}
