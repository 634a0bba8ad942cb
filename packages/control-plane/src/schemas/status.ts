import { z } from '@hono/zod-openapi';

const modelHealthSchema = z.object({
  model: z.string(),
  circuit: z
    .enum(['closed', 'open', 'half_open'])
    .describe(
      '`open`: it failed too often in a row, and turns go to their fallbacks; `half_open`: it is found out whether it is well again.',
    ),
  inFlight: z.int().describe('Attempts under way.'),
  firstTokenP95Ms: z.number().nullable().describe('null until enough first tokens came.'),
});

const gatewayStatusSchema = z.object({
  id: z.string(),
  host: z.string().describe('Name of its machine.'),
  version: z.string().describe('Of its program.'),
  configVersion: z.int().describe('Of the configuration it has loaded.'),
  upToDate: z.boolean(),
  agents: z.int(),
  lost: z.boolean().describe('Whether it has said nothing for 15 seconds; it may be gone.'),
  lastSeenAt: z.iso.datetime(),
});
export type GatewayStatus = z.infer<typeof gatewayStatusSchema>;

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
    configVersion: z.int().describe('The newest configuration there is.'),
    gateways: z.array(gatewayStatusSchema).describe('Of every process that shares the database.'),
    models: z
      .array(modelHealthSchema)
      .describe('How the models that were asked are doing; two of one id differ in credentials.'),
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
    turns: z.int().describe('That it answered, or was tried last for.'),
    failed: z.int().describe('Of these turns.'),
    attemptsFailed: z.int().describe('Attempts at it that failed, whoever answered in the end.'),
    retries: z.int().describe('Attempts at it that repeated one that had failed.'),
    fallbacks: z.int().describe('Attempts at it because another model had failed or broken off.'),
    hedges: z
      .object({ won: z.int(), lost: z.int() })
      .describe('Attempts at it because another model was late: whether it was the one to answer.'),
    holdPhrases: z.int().describe('Its turns in which the caller was given the hold phrase.'),
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
