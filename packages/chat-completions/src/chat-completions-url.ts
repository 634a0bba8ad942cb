const path = '/chat/completions';

/**
 * The URL that turns are posted to: people give an endpoint with or without `/chat/completions`,
 * with or without a slash at the end; a query (`?api-version=…`) stays.
 */
export function chatCompletionsUrl(baseUrl: string): URL {
  const url = new URL(baseUrl);
  const trimmed = url.pathname.replace(/\/+$/, '');
  url.pathname = trimmed.endsWith(path) ? trimmed : trimmed + path;
  url.hash = '';
  return url;
}
