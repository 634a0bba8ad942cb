import { createHash } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * An id of letters and digits made from another, the same each time: so a call and its result agree
 * although nothing is remembered between requests. Two ids of one conversation don't meet: nine
 * letters are 53 bits. At most 32 long.
 */
export function hashedId(id: string, length: number): string {
  const digest = createHash('sha256').update(id).digest();
  return Array.from(digest.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join(
    '',
  );
}
