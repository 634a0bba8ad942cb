import type { ContentPart } from '@jackfield/chat-completions';
import { isRecord } from '../is-record.ts';
import { unsupportedPart } from '../unsupported-part.ts';
import type { GeminiPart } from './gemini-types.ts';

const base64Url = /^data:([^;,]*)(?:;[^;,]*)*;base64$/i;

const imageTypes: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  heif: 'image/heif',
};

/** One part of a user's message. Bytes go out inline; an image's URL is left for Google to fetch. */
export function toPart(part: ContentPart): GeminiPart {
  switch (part.type) {
    case 'text':
      return { text: part.text ?? '' };
    case 'image_url': {
      const image: unknown = part.image_url;
      return fromUrl(isRecord(image) ? String(image['url']) : String(image), 'image/jpeg');
    }
    case 'input_audio': {
      const { input_audio: audio } = part;
      if (!isRecord(audio)) throw unsupportedPart('input_audio');
      return {
        inlineData: { mimeType: `audio/${String(audio['format'])}`, data: String(audio['data']) },
      };
    }
    case 'file': {
      const { file } = part;
      if (isRecord(file) && typeof file['file_data'] === 'string') {
        return fromUrl(file['file_data'], 'application/pdf');
      }
      throw unsupportedPart('file', 'Give the file itself in file.file_data.');
    }
    default:
      throw unsupportedPart(part.type);
  }
}

function fromUrl(url: string, defaultType: string): GeminiPart {
  if (!url.startsWith('data:')) {
    return { fileData: { mimeType: typeByName(url) ?? defaultType, fileUri: url } };
  }
  const comma = url.indexOf(',');
  const [, mimeType] = base64Url.exec(url.slice(0, comma)) ?? [];
  if (mimeType === undefined) {
    throw unsupportedPart('image_url', 'A data: URL must be base64-encoded.');
  }
  return { inlineData: { mimeType: mimeType || defaultType, data: url.slice(comma + 1) } };
}

function typeByName(url: string): string | undefined {
  const { pathname } = URL.parse(url) ?? { pathname: '' };
  return imageTypes[pathname.slice(pathname.lastIndexOf('.') + 1).toLowerCase()];
}
