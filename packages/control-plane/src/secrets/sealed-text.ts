import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** The parts of `v1.<key id>.<nonce>.<ciphertext and tag>`, the last two in base64url. */
interface SealedText {
  readonly keyId: string;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/** AES-256-GCM with a fresh random 96-bit nonce; opens only with the same key and `associated`. */
export function sealText(
  keyId: string,
  key: Uint8Array,
  plain: Uint8Array,
  associated: string,
): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(associated));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return ['v1', keyId, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
}

/** What `sealText` sealed, or `null` when the key, `associated` or a single bit differs. */
export function openText(text: string, key: Uint8Array, associated: string): Buffer | null {
  const sealed = parse(text);
  if (sealed === null) return null;
  try {
    const decipher = createDecipheriv(algorithm, key, sealed.nonce, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(associated));
    decipher.setAuthTag(sealed.tag);
    return Buffer.concat([decipher.update(sealed.ciphertext), decipher.final()]);
  } catch {
    return null;
  }
}

/** The id of the key a text was sealed with; `null` when it is no sealed text. */
export function sealingKeyId(text: string): string | null {
  return parse(text)?.keyId ?? null;
}

function parse(text: string): SealedText | null {
  const [version, keyId, nonceText, sealedText, ...rest] = text.split('.');
  if (version !== 'v1' || keyId === undefined || nonceText === undefined) return null;
  if (sealedText === undefined || rest.length > 0) return null;
  const nonce = Buffer.from(nonceText, 'base64url');
  const sealed = Buffer.from(sealedText, 'base64url');
  if (nonce.length !== nonceBytes || sealed.length < tagBytes) return null;
  const end = sealed.length - tagBytes;
  return { keyId, nonce, ciphertext: sealed.subarray(0, end), tag: sealed.subarray(end) };
}
