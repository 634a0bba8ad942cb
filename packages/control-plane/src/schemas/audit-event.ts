import { z } from '@hono/zod-openapi';

export const auditEventSchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    actor: z.string().describe("Who: a user's name, or the API token's."),
    action: z.string().describe('e.g. `model_setting.saved`, `connection.created`.'),
    target: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
    projectId: z
      .string()
      .nullable()
      .describe('Whose members see it; null for what admins alone see.'),
    details: z.record(z.string(), z.unknown()).describe('What changed; never a credential.'),
  })
  .openapi('AuditEvent');
export type AuditEvent = z.infer<typeof auditEventSchema>;
