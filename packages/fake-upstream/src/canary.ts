import { randomBytes } from 'node:crypto';

/**
 * A credential that is nobody's, and that no text holds by chance. Neither its first nor its last eight
 * characters could be a word: such a part is left where it stands (decision 0123).
 */
export function newCanary(): string {
  for (;;) {
    const canary = randomBytes(24).toString('base64url').replaceAll(/[-_]/g, 'x');
    if (/\d/.test(canary.slice(0, 8)) && /\d/.test(canary.slice(-8))) return canary;
  }
}

/** The forms in which it could be read back: whole in any encoding, or all but its beginning or end. */
export function canaryForms(canary: string): string[] {
  const bytes = Buffer.from(canary);
  const encoded = [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url');
    // Without the signs that hold bits of a neighbour.
    return [text.slice(4, -2), text.slice(4, -2).replaceAll('-', '+').replaceAll('_', '/')];
  });
  const hex = bytes.toString('hex');
  return [canary.slice(0, 8), canary.slice(-8), encodeURIComponent(canary), hex, ...encoded];
}

/** Which canaries `text` holds, and in which form. */
export function findCanaries(
  text: string | Buffer,
  canaries: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(canaries).flatMap(([name, canary]) =>
    canaryForms(canary)
      .filter((form) => text.includes(form))
      .map((form) => `${name} as ${form === canary ? 'it is' : form}`),
  );
}
