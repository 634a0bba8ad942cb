import { z } from '@hono/zod-openapi';
import { ProblemError } from '../problem-error.ts';

/** The revisions that a caller says it has seen; `null` when it doesn't care. */
export type IfMatch = ReadonlySet<number> | null;

/**
 * Reads `If-Match` (RFC 9110 §13.1.1): `"3"`, `W/"3"`, a list of those, or `*`; and `3`, which
 * people write.
 *
 * @throws ProblemError 412 `if_match_malformed`.
 */
export function ifMatch(header: string | undefined): IfMatch {
  if (header === undefined || header.trim() === '*') return null;
  const revisions = new Set<number>();
  for (const part of header.split(',')) {
    const match = /^(?:W\/)?"(\d{1,9})"$|^(\d{1,9})$/.exec(part.trim());
    const digits = match?.[1] ?? match?.[2];
    if (digits === undefined) {
      throw new ProblemError(
        412,
        'if_match_malformed',
        'The If-Match header is malformed. Send the ETag of the setting you have read, for example If-Match: "3", or leave the header out.',
      );
    }
    revisions.add(Number(digits));
  }
  return revisions;
}

/** Only described here: `ifMatch` reads it, because a malformed one is a 412. */
export const ifMatchHeader = z.object({
  'if-match': z.string().optional().openapi({
    description: 'The `ETag` of the setting you have read, e.g. `"3"`.',
    example: '"3"',
  }),
});
