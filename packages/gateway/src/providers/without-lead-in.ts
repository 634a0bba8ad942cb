/**
 * What an answer says, without the byte order marks and blank lines before it: servers write lines to
 * keep a connection alive while the model works (https://api-docs.deepseek.com/quick_start/rate_limit),
 * and `JSON.parse` refuses the mark.
 */
export function withoutLeadIn(bytes: Buffer): Buffer {
  let at = 0;
  for (;;) {
    const byte = bytes[at];
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) at += 1;
    else if (byte === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3;
    else return at === 0 ? bytes : bytes.subarray(at);
  }
}
