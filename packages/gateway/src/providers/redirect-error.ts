import type { UpstreamHead } from './provider.ts';
import { ProviderError } from './provider-error.ts';

/**
 * The failure that an answer with a 3xx status is; `null` for any other. Redirects are not followed:
 * a credential would go where nobody gave it for. Where to is told by origin alone, as a path or a
 * query may hold what is not for a caller.
 */
export function redirectError(head: UpstreamHead): ProviderError | null {
  const { status } = head;
  if (status < 300 || status > 399) return null;
  const where = whereTo(head.headers['location']);
  return new ProviderError('not_found', {
    message: `The model’s server redirects to ${where}, and redirects are not followed. Give the final URL in Jackfield or, if that is a sign-in page, one that takes the credential from a header.`,
    code: 'upstream_redirects',
    retryable: false,
    detail: `HTTP ${status} to ${where}`,
  });
}

function whereTo(location: string | string[] | undefined): string {
  const [text = ''] = [location ?? []].flat();
  const url = URL.parse(text);
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.origin;
  // A relative reference stays on its server, unless it begins with an authority (RFC 3986 §4.2).
  const stays = url === null && text !== '' && !/^[/\\]{2}/.test(text.trimStart());
  return stays ? 'another path of its own' : 'another address';
}
