import type { ContentPart } from '@jackfield/chat-completions';
import { isRecord } from '../is-record.ts';
import { unsupportedPart } from '../unsupported-part.ts';

/** Mistral's own kinds of part, which travel as they are. */
const ownTypes = new Set(['document_url', 'reference', 'thinking']);
const details = new Set(['low', 'auto', 'high']);

/** One part of a user's message with the fields Mistral's schema has, and no other. */
export function toContentPart(part: ContentPart): ContentPart {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text ?? '' };
    case 'image_url':
      return { type: 'image_url', image_url: toImageUrl(part.image_url) };
    case 'input_audio': {
      const { input_audio: audio } = part;
      if (typeof audio === 'string') return { type: 'input_audio', input_audio: audio };
      return { type: 'input_audio', input_audio: isRecord(audio) ? audio['data'] : '' };
    }
    case 'file': {
      const { file } = part;
      if (isRecord(file) && typeof file['file_data'] === 'string') {
        const { file_data: url, filename } = file;
        const named = typeof filename === 'string' ? { document_name: filename } : {};
        return { type: 'document_url', document_url: url, ...named };
      }
      throw unsupportedPart('file', 'Give the file itself in file.file_data.');
    }
    default:
      if (ownTypes.has(part.type)) return part;
      throw unsupportedPart(part.type);
  }
}

function toImageUrl(image: ContentPart['image_url'] | string): { url: string; detail?: string } {
  if (typeof image === 'string') return { url: image };
  const { url = '', detail } = image ?? {};
  if (detail === undefined) return { url };
  return { url, detail: details.has(detail) ? detail : 'high' };
}
