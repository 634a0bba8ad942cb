import { refuseField } from '../refuse-field.ts';

/**
 * The URL of an endpoint, as the gateway will dial it: http or https, and nothing in it that two
 * readers could understand in two ways.
 *
 * @throws ProblemError 422 `url_invalid` that names `field` and never repeats the URL, which may
 * hold a pasted credential.
 */
export function endpointUrl(text: string, field: string): URL {
  const refuse = (message: string) => refuseField(field, 'url_invalid', message);
  if (/[\s\\\p{Cc}]/u.test(text)) {
    throw refuse('The URL holds a space, a control character or a backslash; take it out.');
  }
  if (text.includes('#')) throw refuse('The URL holds a fragment ("#…"); leave it out.');
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw refuse('This is not a URL. Give it whole, for example https://models.example.com/v1.');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refuse('The URL must begin with https:// or http://.');
  }
  if (!/^https?:\/\/[^/]/i.test(text)) {
    throw refuse('Two slashes and a host name must follow the scheme, as in https://host/v1.');
  }
  if (authority(text).includes('@')) {
    throw refuse('The URL holds a user name or password; give the credential in its own field.');
  }
  if (url.port === '0') throw refuse("Port 0 can't be dialled.");
  return url;
}

function authority(text: string): string {
  return text.replace(/^[a-z]+:\/\//i, '').split(/[/?]/, 1)[0] ?? '';
}
