const version = '/v1beta';

/** What all of the API's paths follow. The base is given with or without the version. */
export function versionRoot(baseUrl: string): URL {
  const url = new URL(baseUrl);
  const base = url.pathname.replace(/\/+$/, '');
  url.pathname = base.endsWith(version) ? base : base + version;
  url.hash = '';
  return url;
}
