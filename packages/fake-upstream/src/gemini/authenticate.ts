import type { HttpCall } from '../http-call.ts';
import type { ErrorAnswer } from '../vendor.ts';
import { geminiError, toError } from './to-error.ts';

/** A wrong key is 400 `API_KEY_INVALID`, no key 403: neither is 401, which a caller might wait for. */
export function authenticate({ headers, query }: HttpCall, key: string): ErrorAnswer | undefined {
  const header = headers['x-goog-api-key'];
  const given = typeof header === 'string' ? header : new URLSearchParams(query).get('key');
  if (given === key) return undefined;
  if (given !== null && given !== '') return toError({ kind: 'wrong_credentials' });
  return geminiError({
    status: 403,
    message:
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
    code: 'PERMISSION_DENIED',
  });
}
