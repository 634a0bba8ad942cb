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
  const given = credentials.filter((credential) => credential !== '');
  const forms = formsOf(given);
  if (forms.length === 0) return (words) => words;
  const anywhere = new RegExp(forms.map(literally).join('|'), 'gi');
  const parted = given.filter(({ length }) => length >= partedCharactersMin);
  return (words) => {
    const whole = words.replace(anywhere, masked);
    const cut = Math.max(...forms.map((form) => beginningAtEnd(whole, form)));
    const without = cut < piecesMin ? whole : whole.slice(0, -cut) + masked;
    return parted.reduce((text, credential) => {
      const tail = withoutBeginnings(turned(text), turned(credential), turned(masked));
      return withoutBeginnings(turned(tail), credential, masked);
    }, without);
  };
}

/** Longest first, so that none hides a longer one that begins like it. */
function formsOf(credentials: readonly string[]): string[] {
  const forms = credentials.flatMap((credential) => [
    credential,
    ...encodingsOf(credential).filter((form) => form.length >= piecesMin),
  ]);
  return [...new Set(forms)].toSorted((a, b) => b.length - a.length);
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
  const end = lower(words.slice(-form.length));
  const begins = lower(form);
  for (let length = end.length; length > 0; length -= 1) {
    if (begins.startsWith(end.slice(-length))) return length;
  }
  return 0;
}

/**
 * Each place at which the credential begins, masked for as far as it goes on. Not where what stands
 * there could as well be a word: `upstream-7d1f…` must not take the `upstream` out of `upstream_stalled`.
 */
function withoutBeginnings(words: string, credential: string, mask: string): string {
  const [heard, secret] = [lower(words), lower(credential)];
  const beginning = secret.slice(0, partCharacters);
  let text = '';
  let from = 0;
  for (;;) {
    const at = heard.indexOf(beginning, from);
    if (at === -1) return text + words.slice(from);
    let length = partCharacters;
    while (length < secret.length && heard[at + length] === secret[length]) length += 1;
    const isWord = /^(?:[a-z_-]+|[A-Z_-]+)$/.test(credential.slice(0, length));
    text += words.slice(from, at) + (isWord ? words.slice(at, at + length) : mask);
    from = at + length;
  }
}

/** ASCII alone: of other letters some change their length with their case. */
function lower(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function turned(text: string): string {
  return text.split('').toReversed().join('');
}
