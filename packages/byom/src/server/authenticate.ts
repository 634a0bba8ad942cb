import { createHash, timingSafeEqual } from 'node:crypto';
import { Refusal } from './refusal.ts';

/** How callers prove who they are; `either` takes the credential in both headers. */
export type ServerAuth =
  | { readonly method: 'none' }
  | { readonly method: 'x-api-key' | 'bearer' | 'either'; readonly credential: string };

/**
 * Lets through only who carries the credential, compared in constant time.
 *
 * @throws Refusal 401
 */
export function authenticate(header: (name: string) => string | undefined, auth: ServerAuth): void {
  if (auth.method === 'none') return;
  const given: string[] = [];
  const key = header('x-api-key');
  if (auth.method !== 'bearer' && key !== undefined) given.push(key);
  const bearer = /^bearer +(\S+) *$/i.exec(header('authorization') ?? '')?.[1];
  if (auth.method !== 'x-api-key' && bearer !== undefined) given.push(bearer);
  const wanted = digest(auth.credential);
  if (given.some((credential) => timingSafeEqual(digest(credential), wanted))) return;
  const form = {
    'x-api-key': '`x-api-key: KEY`',
    bearer: '`Authorization: Bearer TOKEN`',
    either: '`Authorization: Bearer KEY` or `x-api-key: KEY`',
  }[auth.method];
  const message =
    given.length === 0
      ? `No credential was sent. Send it as ${form}.`
      : `The credential is not the right one. It is read from ${form}.`;
  throw new Refusal(401, 'invalid_api_key', message, { headers: { 'www-authenticate': 'Bearer' } });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
