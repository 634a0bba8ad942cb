import { z } from '@hono/zod-openapi';

export const auditVerdictSchema = z
  .object({
    events: z.int().describe('Events that were found sound, from the first on.'),
    head: z
      .object({ seq: z.int(), hash: z.string() })
      .describe('The last sound event. Keep it elsewhere to notice a chain that was made anew.'),
    broken: z
      .object({ seq: z.int(), reason: z.string() })
      .nullable()
      .describe('The first event that is not as it was written; `null` when all are.'),
  })
  .openapi('AuditVerdict');
export type AuditVerdict = z.infer<typeof auditVerdictSchema>;
