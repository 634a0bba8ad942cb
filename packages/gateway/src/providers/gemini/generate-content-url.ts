const version = '/v1beta';

/**
 * The URL of a call. The base is what comes before `/v1beta/models/…`, with or without the version;
 * a model that names its own collection (`tunedModels/…`) keeps it. Without `alt=sse` a stream comes
 * as one JSON array.
 */
export function generateContentUrl(baseUrl: string, model: string, streaming: boolean): URL {
  const url = new URL(baseUrl);
  const base = url.pathname.replace(/\/+$/, '');
  const root = base.endsWith(version) ? base : base + version;
  const path = (model.includes('/') ? model : `models/${model}`)
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  url.pathname = `${root}/${path}:${streaming ? 'streamGenerateContent' : 'generateContent'}`;
  if (streaming) url.searchParams.set('alt', 'sse');
  url.hash = '';
  return url;
}
