import { z } from '@hono/zod-openapi';

export const providerIds = [
  'openai',
  'bedrock',
  'gemini',
  'mistral',
  'anthropic',
  'polyllm',
  'byom',
] as const;
export const providerIdSchema = z.enum(providerIds).openapi('ProviderId');
export type ProviderId = z.infer<typeof providerIdSchema>;

const day = z.iso.date();

/** The vendor's fact about a model, with where and when it was read. */
export const lifecycleSchema = z
  .object({
    status: z.enum(['active', 'deprecated', 'shut_down']),
    deprecatedOn: day.nullable(),
    shutDownOn: day.nullable(),
    successor: z
      .object({
        id: z
          .string()
          .nullable()
          .describe('Its id in this catalogue; null where the catalogue does not hold it.'),
        name: z.string(),
      })
      .nullable(),
    source: z.string().nullable().describe('The page the fact was read on.'),
    readOn: day.nullable(),
  })
  .openapi('Lifecycle');
export type Lifecycle = z.infer<typeof lifecycleSchema>;

export const priceSchema = z
  .object({
    inputPerMillion: z.number().nonnegative(),
    outputPerMillion: z.number().nonnegative(),
    cachedInputPerMillion: z.number().nonnegative().nullable(),
    cacheWritePerMillion: z
      .number()
      .nonnegative()
      .nullable()
      .describe(
        'For prompt tokens that the vendor says it put into its cache; null: such a turn’s cost isn’t known.',
      ),
    promptTokensMax: z
      .int()
      .positive()
      .nullable()
      .describe('The longest prompt these figures hold for; what a longer one costs isn’t known.'),
    currency: z.literal('USD'),
    note: z.string().nullable(),
  })
  .openapi('Price');
export type Price = z.infer<typeof priceSchema>;

export const samplingParameterNames = [
  'temperature',
  'top_p',
  'frequency_penalty',
  'presence_penalty',
  'max_tokens',
  'stop',
] as const;

export const capabilitiesSchema = z
  .object({
    images: z.boolean(),
    tools: z.boolean(),
    structuredOutput: z.boolean(),
    streaming: z.boolean(),
    continuesAnswers: z
      .boolean()
      .describe('Whether it goes on with an answer that is given to it as the last message.'),
    refusedParameters: z
      .array(z.enum(samplingParameterNames))
      .describe("Sampling parameters the model does not take; a setting's are left out."),
  })
  .openapi('Capabilities');
export type Capabilities = z.infer<typeof capabilitiesSchema>;

export const modelSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    provider: providerIdSchema,
    providerName: z.string(),
    description: z.string(),
    bestFor: z.string(),
    availability: z.enum(['available', 'coming_soon']),
    selectable: z.boolean(),
    reason: z.string().nullable().describe("Why it can't be chosen; null when it can."),
    ready: z.boolean().describe('Whether its provider has the credentials a turn needs.'),
    notReadyReason: z.string().nullable(),
    lifecycle: lifecycleSchema,
    contextWindow: z.int().positive().nullable().describe('Tokens.'),
    maxOutputTokens: z.int().positive().nullable(),
    price: priceSchema.nullable(),
    capabilities: capabilitiesSchema,
    requestDefaults: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .describe('Request fields sent unless the caller sets them.'),
    links: z.array(z.object({ label: z.string(), url: z.url() })),
    connectionId: z.string().nullable().describe('Set for a model brought by a connection.'),
    projectId: z
      .string()
      .nullable()
      .describe('The project whose agents alone may choose it; null for agents of every project.'),
  })
  .openapi('Model');
export type Model = z.infer<typeof modelSchema>;
