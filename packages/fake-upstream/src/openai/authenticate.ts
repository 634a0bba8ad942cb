import type { HttpCall } from '../http-call.ts';
import type { ErrorAnswer } from '../vendor.ts';
import { openaiError } from './to-error.ts';

/**
 * OpenAI's answer to a key that is not this one. As the vendor's does, it shows the wrong key's ends:
 * whoever relays it shows them too.
 */
export function authenticate({ headers }: HttpCall, key: string): ErrorAnswer | undefined {
  const given = /^Bearer\s+(.+)$/i.exec(headers.authorization ?? '')?.[1]?.trim();
  if (given === key) return undefined;
  if (given === undefined) {
    return openaiError({
      status: 401,
      message:
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
      type: 'invalid_request_error',
      code: null,
    });
  }
  return openaiError({
    status: 401,
    message: `Incorrect API key provided: ${masked(given)}. You can find your API key at https://platform.openai.com/account/api-keys.`,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
  });
}

function masked(key: string): string {
  return key.length < 16 ? '*'.repeat(key.length) : `${key.slice(0, 8)}*****${key.slice(-4)}`;
}
