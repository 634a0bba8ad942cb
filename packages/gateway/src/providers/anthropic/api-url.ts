/** With or without `/v1`, as people give it. */
export function apiUrl(baseUrl: string, path: string): URL {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/(?:\/v1)?\/*$/, '')}/v1/${path}`;
  return url;
}
