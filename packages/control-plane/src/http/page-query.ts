import { z } from '@hono/zod-openapi';
import { refuseField } from '../domain/refuse-field.ts';

export const pageQuery = z.object({
  cursor: z
    .string()
    .max(200)
    .optional()
    .openapi({ description: 'The `nextCursor` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** A cursor that is the number of the last thing on the page before. */
export function numberCursor(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (!/^\d{1,15}$/.test(cursor)) {
    throw refuseField('cursor', 'cursor_invalid', 'Use the nextCursor of the page before.');
  }
  return Number(cursor);
}
