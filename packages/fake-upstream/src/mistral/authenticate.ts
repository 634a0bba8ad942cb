import type { HttpCall } from '../http-call.ts';
import type { ErrorAnswer } from '../vendor.ts';
import { toError } from './to-error.ts';

/** `{"detail": "Unauthorized"}`, for a missing key and a wrong one alike (nextcloud/integration_openai#332). */
export function authenticate({ headers }: HttpCall, key: string): ErrorAnswer | undefined {
  const given = /^Bearer\s+(.+)$/i.exec(headers.authorization ?? '')?.[1]?.trim();
  return given === key ? undefined : toError({ kind: 'wrong_credentials' });
}
