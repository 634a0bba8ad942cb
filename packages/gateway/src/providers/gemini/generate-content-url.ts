import { versionRoot } from './version-root.ts';

/**
 * The URL of a call: a model that names its own collection (`tunedModels/…`) keeps it. Without `alt=sse` a stream comes
 * as one JSON array.
 */
export function generateContentUrl(baseUrl: string, model: string, streaming: boolean): URL {
  const url = versionRoot(baseUrl);
  const path = (model.includes('/') ? model : `models/${model}`)
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  url.pathname = `${url.pathname}/${path}:${streaming ? 'streamGenerateContent' : 'generateContent'}`;
  if (streaming) url.searchParams.set('alt', 'sse');
  return url;
}
