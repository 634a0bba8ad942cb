/** What stands in evidence where a credential was. */
const masked = '[secret]';
/** Of a request that is made anew they would be wrong, or are set by curl itself. */
const leftOut = new Set(['content-length', 'host', 'connection', 'accept-encoding']);

/**
 * The request of a check's evidence as a command that sends it again, with the credential as
 * `$API_KEY`; `null` where the evidence doesn't hold all of it.
 */
export function toCurl(request: string): string | null {
  if (request.endsWith('…')) return null;
  const [head = '', ...rest] = request.split('\n\n');
  const [first = '', ...headers] = head.split('\n');
  const [, method, url] = /^([A-Z]+) (\S+)$/.exec(first) ?? [];
  if (method === undefined || url === undefined) return null;
  const body = rest.join('\n\n');
  const lines = [`curl -X ${method} ${quoted(url)}`, '--no-buffer'];
  for (const header of headers) {
    const name = header.slice(0, header.indexOf(':')).toLowerCase();
    if (!leftOut.has(name)) lines.push(`-H ${quoted(header)}`);
  }
  if (body !== '') lines.push(`--data-binary ${quoted(body)}`);
  return lines.join(' \\\n  ');
}

/** In single quotes, in which nothing means anything, but for the credential's variable. */
function quoted(text: string): string {
  return text
    .split(masked)
    .map((part) => (part === '' ? '' : `'${part.replaceAll("'", String.raw`'\''`)}'`))
    .join('"$API_KEY"');
}
