import { randomBytes } from 'node:crypto';
import { isRequestId } from '@jackfield/gateway-config';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const kinds = [
  'agt',
  'key',
  'con',
  'chk',
  'evt',
  'end',
  'dky',
  'req',
  'usr',
  'prj',
  'tok',
  'ses',
  'whk',
  'msg',
  'gtw',
  'tst',
  'tca',
  'bof',
] as const;
const idForm = new RegExp(`^(?:${kinds.join('|')})_[${alphabet}]{20}$`);

/** A new id such as `agt_5k9x2m…`: the kind, then 20 characters that hold 100 random bits. */
export function newId(kind: (typeof kinds)[number]): string {
  let text = '';
  // 256 is a multiple of 32, so each character is as likely as any other.
  for (const byte of randomBytes(20)) text += alphabet.charAt(byte & 31);
  return `${kind}_${text}`;
}

/** Whether a text could be one of ours, and so may be shown again: no vendor's keys look so. */
export function looksLikeId(text: string): boolean {
  return idForm.test(text) || isRequestId(text);
}
