import type { ChatMessage } from '@jackfield/chat-completions';
import { isRecord } from '../providers/is-record.ts';
import { ProviderError } from '../providers/provider-error.ts';

/** An image that a request names by an http(s) URL. */
export interface ImageByUrl {
  /** Where it stands in the caller's request. */
  readonly param: string;
  /** As the caller wrote it. */
  readonly text: string;
  readonly url: URL;
}

/** As many as a request to Bedrock may hold, the first provider that takes bytes alone. */
const imagesMax = 20;

/**
 * Every image that a conversation names by an http(s) URL; those that come as data: URLs are none.
 * @throws ProviderError `image_not_readable` for a URL of any other kind, and for too many.
 */
export function imagesByUrl(messages: readonly ChatMessage[]): ImageByUrl[] {
  const images: ImageByUrl[] = [];
  for (const [i, { content }] of messages.entries()) {
    if (!Array.isArray(content)) continue;
    for (const [j, part] of content.entries()) {
      const text = imageUrlOf(part);
      if (text === null || /^data:/i.test(text)) continue;
      const param = `messages[${i}].content[${j}].image_url`;
      images.push({ param, text, url: httpUrl(text, param) });
      if (images.length > imagesMax) {
        throw imageNotReadable(
          param,
          `It is one more than the ${imagesMax} images that are fetched for a request. Send fewer, or send the images themselves as data: URLs.`,
        );
      }
    }
  }
  return images;
}

/** The URL of a part that is an image; `null` for any other part. Lenient: some send a bare text. */
export function imageUrlOf(part: unknown): string | null {
  if (!isRecord(part) || part['type'] !== 'image_url') return null;
  const { image_url: image } = part;
  const url = isRecord(image) ? image['url'] : image;
  return typeof url === 'string' ? url : null;
}

/** @param why what is wrong and what to do: shown to the caller, so nothing of a URL but its host. */
export function imageNotReadable(param: string, why: string, cause?: unknown): ProviderError {
  return new ProviderError('invalid_request', {
    message: `The image at ${param} could not be read. ${why}`,
    code: 'image_not_readable',
    param,
    retryable: false,
    cause,
  });
}

function httpUrl(text: string, param: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw imageNotReadable(param, 'Give an http(s) URL, or the image itself as a data: URL.');
  }
  if (url.username !== '' || url.password !== '') {
    throw imageNotReadable(
      param,
      'Its URL holds a user name or a password, which are never sent on. Give a URL that needs neither, or the image itself as a data: URL.',
    );
  }
  return url;
}
