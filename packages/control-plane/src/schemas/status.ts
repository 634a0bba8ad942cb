import { z } from '@hono/zod-openapi';

const gatewayStatusSchema = z.object({
  id: z.string(),
  configVersion: z.int().describe('Of the configuration it has loaded.'),
  upToDate: z.boolean(),
  agents: z.int(),
});

export const statusSchema = z
  .object({
    version: z.string(),
    node: z.string(),
    startedAt: z.iso.datetime(),
    store: z.object({
      kind: z.enum(['embedded', 'postgres']),
      ok: z.boolean(),
      location: z.string(),
    }),
    configVersion: z.int().describe('The newest published configuration.'),
    gateways: z.array(gatewayStatusSchema),
    catalogue: z.object({
      models: z.int(),
      loadedAt: z.iso.datetime(),
      problem: z.string().nullable().describe('Why the newest files were refused, if they were.'),
    }),
  })
  .openapi('Status');
export type Status = z.infer<typeof statusSchema>;

/** Turns carried since this program started (kept in memory for now). */
export const agentUsageSchema = z
  .object({
    agentId: z.string(),
    model: z.string(),
    turns: z.int(),
    failed: z.int(),
    firstTokenP50Ms: z.number().nullable(),
    firstTokenP95Ms: z.number().nullable(),
    promptTokens: z.int(),
    completionTokens: z.int(),
    lastTurn: z
      .object({
        at: z.iso.datetime(),
        outcome: z.enum(['answered', 'failed', 'left']),
        errorCode: z.string().nullable(),
        fellBack: z.boolean(),
      })
      .nullable(),
  })
  .openapi('AgentUsage');
export type AgentUsage = z.infer<typeof agentUsageSchema>;
