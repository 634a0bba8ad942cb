import { z } from '@hono/zod-openapi';
import { providerIdSchema } from './model.ts';

/** One value a provider needs: the page makes its form from these. */
const providerFieldSchema = z
  .object({
    name: z
      .string()
      .describe('Its name in the body of `PUT …/credentials`, e.g. `apiKey` or `baseUrl`.'),
    label: z.string(),
    secret: z.boolean(),
    required: z.boolean(),
    placeholder: z.string().nullable(),
  })
  .openapi('ProviderField');

export const providerSchema = z
  .object({
    id: providerIdSchema,
    name: z.string(),
    ready: z.boolean(),
    reason: z
      .string()
      .nullable()
      .describe('What is missing and where to give it; null when ready.'),
    source: z
      .enum(['saved', 'environment'])
      .nullable()
      .describe('Where its credentials come from.'),
    baseUrl: z.string().nullable().describe('Where its turns go.'),
    fields: z.array(providerFieldSchema),
    link: z.url().nullable().describe('Where the vendor hands out credentials.'),
    updatedAt: z.iso.datetime().nullable(),
  })
  .openapi('Provider');
export type Provider = z.infer<typeof providerSchema>;

/** Write-only. Replaces what was saved; an absent optional field is cleared. */
export const providerCredentialsSchema = z
  .record(z.string(), z.string().max(8_192))
  .openapi('ProviderCredentials');
