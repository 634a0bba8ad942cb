import type { ImagePart, TextPart, Turn, TurnPart } from '../alternating-turns.ts';
import type { ContentBlock, ConverseMessage, ImageBlock } from './converse-request.ts';
import { toImage } from './to-image.ts';

/**
 * The turns as Converse takes them. What it refuses, `alternatingTurns` has mended: roles that don't
 * alternate, blank text, empty content, results without their call and calls without their result,
 * ids that repeat or are outside of `[a-zA-Z0-9_-]{1,64}` (recorded 400s in vercel/ai
 * `packages/amazon-bedrock/src/__fixtures__`; NousResearch/hermes-agent#55092,
 * langchain-ai/langchain-aws#130).
 */
export function toMessages(turns: readonly Turn[]): ConverseMessage[] {
  return turns.map(({ role, parts }) => ({ role, content: parts.map(toBlock) }));
}

function toBlock(part: TurnPart): ContentBlock {
  switch (part.kind) {
    case 'text':
    case 'image':
      return toTextOrImage(part);
    case 'tool_call':
      return { toolUse: { toolUseId: part.id, name: part.name, input: part.input } };
    case 'tool_result':
      return { toolResult: { toolUseId: part.id, content: part.content.map(toTextOrImage) } };
  }
}

function toTextOrImage(part: TextPart | ImagePart): { text: string } | ImageBlock {
  return part.kind === 'text' ? { text: part.text } : toImage(part.url);
}
