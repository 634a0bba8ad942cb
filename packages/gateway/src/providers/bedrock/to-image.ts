import { readDataUrl } from '../data-url.ts';
import { unsupportedPart } from '../unsupported-part.ts';
import type { ImageBlock } from './converse-request.ts';

/** `ImageFormat`, by mime type. */
const formats = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/jpg', 'jpeg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
]);

/**
 * An image as Converse takes it: its bytes, or nothing. What a caller named by an http(s) URL was
 * fetched before (`imageUrls`).
 * @throws ProviderError for any other URL or format.
 */
export function toImage(url: string): ImageBlock {
  const image = readDataUrl(url);
  if (image === null) {
    throw unsupportedPart('image_url', 'It takes images as data: URLs in base64 only.');
  }
  const format = formats.get(image.mimeType);
  if (format === undefined) {
    throw unsupportedPart('image_url', 'It takes PNG, JPEG, GIF and WebP.');
  }
  return { image: { format, source: { bytes: image.data } } };
}
