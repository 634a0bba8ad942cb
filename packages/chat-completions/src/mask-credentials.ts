const masked = '[secret]';
/** A shorter beginning of a credential, or encoding of one, is as likely to be a word of the endpoint's. */
const piecesMin = 6;
/** Shorter credentials have no part that could not as well be an ordinary word. */
const partedCharactersMin = 16;
const partCharacters = 8;

/**
 * Takes credentials out of every word that is repeated of an endpoint, in each form in which it may
 * echo them: as they are, in a URL, in JSON, in hexadecimal, in base64 (wherever they stand in what
 * was encoded), in upper or lower case, with all but their beginning or end left out; and, at the very
 * end, the beginning of one, as an answer that was cut leaves it. What is shown must be masked before
 * it is cut.
 */
export function maskCredentials(credentials: readonly string[]): (words: string) => string {
  const forms = formsOf(credentials.filter((credential) => credential !== ''));
  if (forms.length === 0) return (words) => words;
  const anywhere = new RegExp(forms.map(literally).join('|'), 'gi');
  return (words) => {
    const without = words.replace(anywhere, masked);
    const cut = Math.max(...forms.map((form) => beginningAtEnd(without, form)));
    return cut < piecesMin ? without : without.slice(0, -cut) + masked;
  };
}

/** Longest first, so that none hides a longer one that begins like it. */
function formsOf(credentials: readonly string[]): string[] {
  const forms = credentials.flatMap((credential) => [
    credential,
    ...partsOf(credential),
    ...encodingsOf(credential).filter((form) => form.length >= piecesMin),
  ]);
  return [...new Set(forms)].toSorted((a, b) => b.length - a.length);
}

function partsOf(credential: string): string[] {
  if (credential.length < partedCharactersMin) return [];
  return [credential.slice(0, partCharacters), credential.slice(-partCharacters)];
}

function encodingsOf(credential: string): string[] {
  const bytes = Buffer.from(credential);
  const inBase64 = [0, 1, 2].flatMap((offset) => {
    const core = coreOfBase64(bytes, offset);
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [
    encodeURIComponent(credential),
    JSON.stringify(credential).slice(1, -1),
    bytes.toString('hex'),
    ...inBase64,
  ];
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
