import { argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { jsonOf } from './read-backup.ts';
import { localMasterKey } from '../secrets/master-key.ts';
import { openText, sealText } from '../secrets/sealed-text.ts';

export const passphraseCharactersMin = 12;

/**
 * Whoever has the file can guess without end, so a guess costs far more than at a sign-in: 128 MB and
 * some 0.3 s. RFC 9106 §4 begins where memory ends; this much every machine has.
 */
const cost = { memory: 131_072, passes: 3, parallelism: 1 };

const sealedSchema = z.strictObject({
  kdf: z.literal('argon2id'),
  memory: z.int().min(8).max(1_048_576),
  passes: z.int().min(1).max(20),
  parallelism: z.int().min(1).max(16),
  salt: z.string(),
  sealed: z.string(),
});

const associated = 'jackfield backup master key';
const derive = promisify(argon2);

/** A master key as JSON that only the passphrase opens. */
export async function sealMasterKey(key: Uint8Array, passphrase: string): Promise<string> {
  const salt = randomBytes(16);
  const wrapping = await keyOf(passphrase, salt, cost);
  const sealed = sealText(localMasterKey(key).id, wrapping, key, associated);
  const parts = { kdf: 'argon2id', ...cost, salt: salt.toString('base64'), sealed };
  return `${JSON.stringify(parts, null, 2)}\n`;
}

/** `null` when the passphrase is another, or the text is damaged. */
export async function openMasterKey(json: string, passphrase: string): Promise<Uint8Array | null> {
  const parsed = sealedSchema.safeParse(jsonOf(json));
  if (!parsed.success) return null;
  const { salt, sealed, memory, passes, parallelism } = parsed.data;
  const parameters = { memory, passes, parallelism };
  const wrapping = await keyOf(passphrase, Buffer.from(salt, 'base64'), parameters);
  return openText(sealed, wrapping, associated);
}

function keyOf(passphrase: string, nonce: Buffer, parameters: typeof cost): Promise<Buffer> {
  const message = Buffer.from(passphrase.normalize('NFC'));
  return derive('argon2id', { message, nonce, tagLength: 32, ...parameters });
}
