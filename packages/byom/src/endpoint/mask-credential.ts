import type { EndpointAuth } from './endpoint-target.ts';

const masked = '[secret]';
/** A shorter beginning of a credential is as likely to be a word of the endpoint's. */
const beginningMin = 6;

/**
 * Takes a credential out of every word that a report repeats, in each form in which an endpoint may
 * echo it: as it is, in a URL, in JSON, in hexadecimal, in base64 (wherever it stands in what was
 * encoded), in upper or lower case; and, at the very end, the beginning of it, as an answer that was
 * cut leaves it. What is shown must be masked before it is cut.
 */
export function maskCredential(auth: EndpointAuth): (words: string) => string {
  if (auth.method === 'none') return (words) => words;
  const forms = formsOf(auth.credential.reveal());
  if (forms.length === 0) return (words) => words;
  const anywhere = new RegExp(forms.map(literally).join('|'), 'gi');
  return (words) => {
    const without = words.replace(anywhere, masked);
    const cut = Math.max(...forms.map((form) => beginningAtEnd(without, form)));
    return cut < beginningMin ? without : without.slice(0, -cut) + masked;
  };
}

/** Longest first, so that none hides a longer one that begins like it. */
function formsOf(credential: string): string[] {
  const bytes = Buffer.from(credential);
  const inBase64 = [0, 1, 2].flatMap((offset) => {
    const core = coreOfBase64(bytes, offset);
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const forms = [
    credential,
    encodeURIComponent(credential),
    JSON.stringify(credential).slice(1, -1),
    bytes.toString('hex'),
    ...inBase64,
  ];
  return [...new Set(forms)].filter((form) => form !== '').toSorted((a, b) => b.length - a.length);
}

/** The characters that the credential alone decides, where it begins `offset` bytes into a group of three. */
function coreOfBase64(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const before = Math.ceil((offset * 4) / 3);
  const decided = Math.floor(((offset + bytes.length) * 8) / 6);
  return text.slice(before, decided);
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** How many characters at the end of `words` are the beginning of `form`. */
function beginningAtEnd(words: string, form: string): number {
  const end = words.slice(-form.length).toLowerCase();
  const begins = form.toLowerCase();
  for (let length = end.length; length > 0; length -= 1) {
    if (begins.startsWith(end.slice(-length))) return length;
  }
  return 0;
}
