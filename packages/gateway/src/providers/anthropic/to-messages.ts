import type { Turn, TurnPart } from '../alternating-turns.ts';
import { readDataUrl } from '../data-url.ts';

/** The turns as the API takes them: `MessageParam` and `ContentBlockParam`. */
export function toMessages(turns: readonly Turn[]): object[] {
  return turns.map(({ role, parts }) => ({ role, content: parts.map(toBlock) }));
}

function toBlock(part: TurnPart): object {
  switch (part.kind) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image': {
      const image = readDataUrl(part.url);
      // The API fetches other URLs itself.
      if (image === null) return { type: 'image', source: { type: 'url', url: part.url } };
      const { mimeType: type, data } = image;
      return { type: 'image', source: { type: 'base64', media_type: type, data } };
    }
    case 'tool_call':
      return { type: 'tool_use', id: part.id, name: part.name, input: part.input };
    case 'tool_result':
      return { type: 'tool_result', tool_use_id: part.id, content: part.content.map(toBlock) };
  }
}
