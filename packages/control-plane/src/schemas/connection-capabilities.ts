import { z } from '@hono/zod-openapi';

/** What a check found that an endpoint can do; kept with the connection, made by the check alone. */
export const connectionCapabilitiesSchema = z.strictObject({
  developerRole: z.boolean().describe('Whether it takes messages of the role `developer`.'),
  refusedFields: z
    .array(z.string().min(1).max(100))
    .max(100)
    .describe('Request fields that it answers with an error.'),
  unknownFieldsRefused: z
    .boolean()
    .describe('Whether it answers any field it does not know with an error.'),
  tools: z.boolean(),
  parallelToolCalls: z.boolean(),
  structuredOutput: z.boolean(),
  streaming: z
    .boolean()
    // Checks of older versions didn't keep it.
    .default(true)
    .describe('Whether it streams. Where it does not, its whole answers are turned into streams.'),
  usageInStream: z.boolean().describe('Whether it tells token counts in a stream when asked.'),
  checkedAt: z.iso.datetime(),
});
export type ConnectionCapabilities = z.infer<typeof connectionCapabilitiesSchema>;
