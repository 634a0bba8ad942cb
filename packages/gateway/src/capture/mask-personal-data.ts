/**
 * Takes e-mail addresses, payment card numbers, phone numbers and what has the form of an API key out
 * of a text. Rather too much than too little: any 7 to 15 digits with the usual signs between them
 * count as a phone number, unless they are a date. Takes time in proportion to the text's length,
 * whatever stands in it. What is spelt in words is not found.
 */
export function maskPersonalData(text: string): string {
  return maskNumbers(maskEmails(text.replace(keys, '[secret]')));
}

/** The prefixes of ours and of the usual vendors, tokens in JSON (JWT), and what stands behind `Bearer`. */
const keys =
  /\b(?:(?:sk|pk|rk|xoxb|ghp|gsk|jf_agent|jf_user)[-_][\w-]{16,}|AKIA[0-9A-Z]{16}\b|AIza[\w-]{30,}|eyJ[\w-]{10,}(?:\.[\w-]+){0,2}|Bearer\s{1,3}[\w.~+/=-]{16,})/g;

const localPart = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u;
const domainPart = /[\p{L}\p{N}.-]/u;
/** RFC 5321 §4.5.3.1. */
const localMax = 64;
const domainMax = 255;

/** From each `@` outwards: a pattern that looks for what comes before it takes longer the longer that is. */
function maskEmails(text: string): string {
  let masked = '';
  let from = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    let start = at;
    while (start > from && at - start < localMax && localPart.test(text.charAt(start - 1))) {
      start -= 1;
    }
    let end = at + 1;
    while (end < text.length && end - at <= domainMax && domainPart.test(text.charAt(end))) {
      end += 1;
    }
    while (end > at && /[.-]/.test(text.charAt(end - 1))) end -= 1;
    const domain = text.slice(at + 1, end);
    if (start === at || !domain.includes('.')) continue;
    masked += `${text.slice(from, start)}[e-mail]`;
    from = end;
  }
  return masked + text.slice(from);
}

/** A date, or seven digits or more with at most three of the usual signs between two of them. */
const dateOrDigits =
  /(?<date>\b(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?![-/.]?\d))|[+(]{0,2}\d(?:[\s().\-/\u00a0\u2010-\u2015]{0,3}\d){6,}/g;
/** E.164: https://www.itu.int/rec/T-REC-E.164 */
const phoneDigitsMax = 15;

function maskNumbers(text: string): string {
  return text.replace(dateOrDigits, (run, date: string | undefined) => {
    if (date !== undefined) return run;
    const groups = run.split(/\D+/).filter((group) => group !== '');
    if (holdsCardNumber(groups)) return '[card number]';
    const digits = groups.reduce((sum, { length }) => sum + length, 0);
    return digits <= phoneDigitsMax ? '[phone number]' : run;
  });
}

const cardDigitsMin = 13;
const cardDigitsMax = 19;

/** Whether some groups of digits that follow each other are a card's number: an expiry date may stand behind it. */
function holdsCardNumber(groups: readonly string[]): boolean {
  for (let first = 0; first < groups.length; first += 1) {
    let digits = '';
    for (let last = first; last < groups.length && digits.length < cardDigitsMax; last += 1) {
      digits += groups[last];
      if (digits.length > cardDigitsMax) break;
      if (digits.length >= cardDigitsMin && passesLuhn(digits)) return true;
    }
  }
  return false;
}

/** ISO/IEC 7812-1, annex B: from the right, every second digit doubled, the sum a multiple of ten. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = digits.length - 1, doubles = false; at >= 0; at -= 1, doubles = !doubles) {
    const digit = digits.charCodeAt(at) - 48;
    sum += doubles ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum > 0 && sum % 10 === 0;
}
