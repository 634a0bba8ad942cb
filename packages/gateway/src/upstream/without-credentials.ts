import type { EndpointAuth } from '@jackfield/gateway-config';
import { credentialsOf } from './authorize.ts';

/** AWS takes a signed request again for some minutes, so its signature is shown to nobody either. */
const signature = /Signature=[0-9a-f]{64}/g;

/** Shorter ones have no part that could not as well be an ordinary word. */
const partedCharactersMin = 16;
const partCharacters = 8;

/**
 * An upstream's own words with this endpoint's credentials taken out, should it have echoed them: as they
 * are, percent-encoded, in hexadecimal or base64 (alone or within something larger), and with all but
 * their beginning or end left out.
 */
export function withoutCredentials(words: string, auth: EndpointAuth): string {
  return credentialsOf(auth)
    .filter((credential) => credential !== '')
    .flatMap(formsOf)
    .reduce((text, form) => text.replaceAll(form, '[secret]'), words)
    .replace(signature, 'Signature=[secret]');
}

/** Longest first, so that none is taken apart by a shorter one. */
function formsOf(credential: string): string[] {
  const bytes = Buffer.from(credential);
  const encoded = [0, 1, 2].flatMap((offset) => {
    const base64 = innerBase64(bytes, offset);
    return [base64, base64.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const parts =
    credential.length < partedCharactersMin
      ? []
      : [credential.slice(0, partCharacters), credential.slice(-partCharacters)];
  const hex = bytes.toString('hex');
  const forms = [credential, encodeURIComponent(credential), hex, hex.toUpperCase(), ...encoded];
  return [...new Set(forms)]
    .filter((form) => form === credential || form.length >= partCharacters)
    .toSorted((left, right) => right.length - left.length)
    .concat(parts);
}

/** What stays the same of its base64 wherever it stands in a text, `offset` bytes past a multiple of three. */
function innerBase64(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const padding = text.length - text.replace(/=+$/, '').length;
  // The first and the last sign may hold bits of a neighbour.
  return text.slice(offset === 0 ? 0 : offset + 1, text.length - padding - (padding > 0 ? 1 : 0));
}
