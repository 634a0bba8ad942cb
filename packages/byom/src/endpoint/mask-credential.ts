import type { EndpointAuth } from './endpoint-target.ts';

const masked = '[secret]';

/**
 * Takes a credential out of every word that a report repeats, in each form in which an endpoint may
 * echo it: as it is, in a URL, in JSON, in base64 (alone or as part of a header that was encoded).
 * Parts of it are not looked for: what is shown is masked before it is cut.
 */
export function maskCredential(auth: EndpointAuth): (words: string) => string {
  if (auth.method === 'none') return (words) => words;
  const credential = auth.credential.reveal();
  const forms = [
    credential,
    encodeURIComponent(credential),
    JSON.stringify(credential).slice(1, -1),
    ...[credential, `Bearer ${credential}`].flatMap((text) => {
      const bytes = Buffer.from(text);
      return [bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')];
    }),
  ];
  const longestFirst = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
  return (words) => longestFirst.reduce((text, form) => text.replaceAll(form, masked), words);
}
