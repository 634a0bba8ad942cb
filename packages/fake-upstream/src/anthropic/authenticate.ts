import type { HttpCall } from '../http-call.ts';
import type { ErrorAnswer } from '../vendor.ts';
import { anthropicError, toError } from './to-error.ts';

/**
 * The key comes as `x-api-key`, or as a Bearer token from `@anthropic-ai/sdk` 1.0 on; `anthropic-version`
 * must be there, `2023-06-01` or the `2026-10-21` of that SDK.
 */
export function authenticate({ headers }: HttpCall, key: string): ErrorAnswer | undefined {
  const bearer = /^Bearer\s+(.+)$/i.exec(headers.authorization ?? '')?.[1]?.trim();
  const given = headers['x-api-key'] ?? bearer;
  if (given === undefined) {
    return anthropicError(401, 'authentication_error', 'x-api-key header is required');
  }
  if (given !== key) return toError({ kind: 'wrong_credentials' });
  const version = headers['anthropic-version'];
  if (version === '2023-06-01' || version === '2026-10-21') return undefined;
  return anthropicError(
    400,
    'invalid_request_error',
    version === undefined
      ? 'anthropic-version: header is required'
      : `anthropic-version: "${String(version)}" is not a valid version`,
  );
}
