import { z } from '@hono/zod-openapi';
import { nameSchema, optionalNameSchema } from './name.ts';
import { takeBack } from './take-back.ts';

/** `default` is what callers may write for "this key's agent", so no agent may be called so. */
const slugSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'Use 1 to 63 lower-case letters, digits and hyphens, with no hyphen at either end.',
  )
  .refine((slug) => slug !== 'default', '"default" is reserved; choose another slug.');

const instructions = z.string().max(100_000, 'Use at most 100,000 characters.').nullable();

export const newAgentSchema = z
  .strictObject({
    name: nameSchema,
    slug: slugSchema.optional(),
    instructions: instructions.optional(),
    projectId: z
      .string()
      .max(100)
      .optional()
      .describe('Left out: your only project, else the project Default.'),
  })
  .openapi('NewAgent');
export type NewAgent = z.infer<typeof newAgentSchema>;

export const agentSchema = z
  .object({
    id: z.string(),
    projectId: z.string(),
    slug: z.string(),
    name: z.string(),
    instructions: z.string().nullable(),
    model: z
      .string()
      .nullable()
      .describe('Catalogue id of the chosen model; null until one is chosen.'),
    revision: z.int().nonnegative().describe('Of its model setting; 0 until one is chosen.'),
    stoppedUntil: z.iso
      .datetime()
      .nullable()
      .describe('Until then its turns are refused, as its budget is spent; null where it isn’t.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi('Agent');
export type Agent = z.infer<typeof agentSchema>;

export const agentChangeSchema = takeBack(
  agentSchema,
  z.strictObject({
    name: nameSchema.optional(),
    slug: slugSchema.optional(),
    instructions: instructions.optional(),
    projectId: z.string().max(100).optional().describe('Moves it to another project.'),
  }),
).openapi('AgentChange');
export type AgentChange = z.infer<typeof agentChangeSchema>;

export const newAgentKeySchema = z
  .strictObject({
    name: optionalNameSchema,
    expiresAt: z.iso
      .datetime({ offset: true })
      .nullable()
      .optional()
      .describe('From when on gateways refuse it; left out, it does not end.'),
    requestsPerMinute: z
      .int('Give a whole number of requests a minute.')
      .min(1, 'Give at least 1 request a minute.')
      .max(1_000_000, 'Give at most 1,000,000 requests a minute.')
      .nullable()
      .optional()
      .describe(
        'The most chat completions it may ask for in a minute at each gateway (its workers together), all at once or one after the other; more are refused with 429. Left out, there is no limit.',
      ),
  })
  .openapi('NewAgentKey');

export const agentKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().describe('The last four characters.'),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    requestsPerMinute: z.int().nullable().describe('Null where there is no limit.'),
    lastUsedAt: z.iso.datetime().nullable().describe('To the minute; written a little later.'),
  })
  .openapi('AgentKey');
export type AgentKey = z.infer<typeof agentKeySchema>;

/** The only answer that ever holds the key. */
export const createdAgentKeySchema = agentKeySchema
  .extend({ key: z.string() })
  .openapi('CreatedAgentKey');
export type CreatedAgentKey = z.infer<typeof createdAgentKeySchema>;
