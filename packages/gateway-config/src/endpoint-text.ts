import { endpointName } from './egress-policy.ts';

/**
 * An entry of the allow-list in the one form in which it is compared (`host:port`), or `null`
 * when the text is anything else: a bare host would allow every port of it.
 */
export function endpointText(text: string): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[^\s/\\?#@:[\]\p{Cc}]+):(\d{1,5})$/iu.exec(text.trim());
  const port = Number(match?.[2]);
  if (match?.[1] === undefined || port < 1 || port > 65_535) return null;
  const url = `http://${match[1]}:${port}`;
  if (!URL.canParse(url)) return null;
  const endpoint = endpointName(new URL(url));
  // URLs allow more in a host (`*`, `%2a`), but no name or address that can be dialled has it.
  return /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+):\d+$/.test(endpoint) ? endpoint : null;
}
