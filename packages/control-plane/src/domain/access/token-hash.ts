import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256 in hex: enough for tokens, which are random already. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whether a token has that hash, in a time that tells nothing of either. */
export function tokenMatches(token: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(tokenHash(token)), Buffer.from(hash));
}
