import { z } from '@hono/zod-openapi';

const charactersMax = 100;

/** Characters that nobody sees, and that make a name look like another one. */
const refusedKinds: readonly { readonly pattern: RegExp; readonly message: string }[] = [
  {
    pattern: /\p{Cc}/u,
    message: 'Leave out control characters, such as line breaks and tabs.',
  },
  {
    // https://trojansource.codes; UAX #9 §2.1 to §2.5 lists them.
    pattern: /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
    message: 'Leave out invisible characters that change the direction of text.',
  },
  { pattern: /\ufeff/, message: 'Leave out byte order marks (U+FEFF).' },
];

/** Says what in a text of one line is not to be seen. */
export function needVisible(text: string, context: z.RefinementCtx): void {
  for (const { pattern, message } of refusedKinds) {
    if (pattern.test(text)) context.addIssue({ code: 'custom', message });
  }
}

/**
 * What people call an agent, a connection or a key: one line that reads as it is stored. Composed
 * (NFC), trimmed and, as databases store no half of a character, made well-formed before it is judged. Zero-width joiners stay: emoji are made with them.
 */
const anyName = z
  .string()
  .overwrite((text) => text.toWellFormed())
  .normalize('NFC')
  .trim()
  .max(charactersMax, `Use at most ${charactersMax} characters.`)
  .superRefine(needVisible);

export const nameSchema = anyName.min(1, 'Give a name.');

/** Where a thing may go unnamed. */
export const optionalNameSchema = anyName.optional();
