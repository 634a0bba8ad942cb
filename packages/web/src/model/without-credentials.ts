/** Forms in which keys are written: Jackfield's own, OpenAI's and Anthropic's, AWS's, Google's, a bearer's. */
const credentials = [
  /\bjf_(?:agent|user|admin)_[\w-]{8,}/g,
  /\bsk-[\w-]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  /\bAIza[\w-]{30,}/g,
  /(?<=\bBearer )[\w.~+/=-]{16,}/gi,
];

/** The text without what looks like a key: what is passed on is read by others. */
export function withoutCredentials(text: string): string {
  return credentials.reduce((kept, form) => kept.replaceAll(form, '[key]'), text);
}
