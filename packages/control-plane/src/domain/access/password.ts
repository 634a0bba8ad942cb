import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { HashQueue } from './hash-queue.ts';

interface Cost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/**
 * OWASP's Password Storage Cheat Sheet, argon2id (read 2026-11-22). Of its equivalent settings the
 * one above 32 MB, which glibc maps and so gives back; smaller ones stay with the process: decision
 * 0077.
 */
const cost: Cost = { memory: 47_104, passes: 1, parallelism: 1 };
const saltBytes = 16;
const tagBytes = 32;

/** One for the process: it is the process's memory that is spared. */
const queue = new HashQueue();

/**
 * argon2id in PHC form: `$argon2id$v=19$m=47104,t=1,p=1$salt$hash`. Runs off the main thread.
 *
 * @throws ProblemError 429 as `HashQueue.run` does.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await derive(password, salt, tagBytes, cost);
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`;
}

/**
 * Whether `password` is the one of `phc`. Takes as long for a wrong one as for the right one.
 *
 * @throws ProblemError 429 as `HashQueue.run` does.
 */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const match =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(phc);
  if (match === null) throw new Error('The stored password hash is damaged.');
  const [, memory, passes, parallelism, salt, hash] = match;
  const expected = Buffer.from(hash ?? '', 'base64');
  const found = await derive(password, Buffer.from(salt ?? '', 'base64'), expected.length, {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  });
  return timingSafeEqual(found, expected);
}

/** A hash that no password has, so that a sign-in without an account costs what one with it does. */
export const unmatchableHash = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(
  randomBytes(saltBytes),
)}$${base64(randomBytes(tagBytes))}`;

function derive(
  password: string,
  nonce: Buffer,
  tagLength: number,
  parameters: Cost,
): Promise<Buffer> {
  // One form for what people see as the same letters, whatever keyboard made them.
  const message = Buffer.from(password.normalize('NFC'));
  return queue.run(
    () =>
      new Promise((resolve, reject) => {
        argon2('argon2id', { message, nonce, tagLength, ...parameters }, (error, key) => {
          if (error === null) resolve(key);
          else reject(error);
        });
      }),
  );
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
