/** How many bytes tell what an image is. */
export const imageTypeBytes = 12;

/**
 * The mime type of an image by its first bytes, whatever its server calls it; `null` for what is no
 * PNG, JPEG, GIF or WebP. Sources: PNG (RFC 2083 §3.1), JPEG (ITU T.81 B.1.1.3, SOI and the next
 * marker), GIF89a §17, WebP (RFC 9649 §2.4).
 */
export function imageType(bytes: Buffer): string | null {
  const start = bytes.toString('latin1', 0, imageTypeBytes);
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (start.startsWith('GIF87a') || start.startsWith('GIF89a')) return 'image/gif';
  return /^RIFF[^]{4}WEBP/.test(start) ? 'image/webp' : null;
}
