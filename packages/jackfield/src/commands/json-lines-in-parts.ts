/** Below the 256 kB that a request may have, escaped as it is sent. */
const partBytesMax = 180_000;

/**
 * The lines of a file, in texts small enough for a request each. Empty lines stand for those of the
 * parts before, so that errors name the file's own lines.
 */
export function jsonLinesInParts(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let bytes = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const lineBytes = Buffer.byteLength(JSON.stringify(line));
    if (part.trim() !== '' && bytes + lineBytes > partBytesMax) {
      parts.push(part);
      part = '\n'.repeat(index);
      bytes = 2 * index;
    }
    part += `${line}\n`;
    bytes += lineBytes;
  }
  return [...parts, part];
}
