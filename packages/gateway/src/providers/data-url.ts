export interface DataUrl {
  /** Lower case, without parameters. */
  readonly mimeType: string;
  /** Base64. */
  readonly data: string;
}

/** The bytes that a `data:` URL holds as base64; `null` for any other URL. */
export function readDataUrl(url: string): DataUrl | null {
  if (!/^data:/i.test(url)) return null;
  const comma = url.indexOf(',');
  const [type = '', ...parameters] = url.slice('data:'.length, comma).toLowerCase().split(';');
  if (comma < 0 || parameters.at(-1)?.trim() !== 'base64') return null;
  return { mimeType: type.trim(), data: url.slice(comma + 1) };
}
