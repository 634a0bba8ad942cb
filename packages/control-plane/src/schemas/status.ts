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
    gateways: z
      .array(gatewayStatusSchema)
      .describe(
        'Of every process that shares the database, and of the workers of the one that answers.',
      ),
    models: z
      .array(modelHealthSchema)
      .describe(
        'How the models that were asked are doing. Two of one id differ in credentials; where there are workers each id comes once, with the worst circuit of all.',
      ),
    turnRecords: z
      .object({
        waiting: z.int().describe('Held in memory until the store has them.'),
        dropped: z.int().describe('Never recorded, because the store did not take them in time.'),
        lost: z.int().describe('Never recorded, because the program was killed before it could.'),
      })
      .describe('What became of the records of this process’s turns, over all its starts.'),
    catalogue: z.object({
      models: z.int(),
      loadedAt: z.iso.datetime(),
      problem: z.string().nullable().describe('Why the newest files were refused, if they were.'),
    }),
  })
  .openapi('Status');
export type Status = z.infer<typeof statusSchema>;
