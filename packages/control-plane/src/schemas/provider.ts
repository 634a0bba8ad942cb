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

export const providerCheckSchema = z
  .object({
    ready: z.boolean().describe('Whether the provider took the credentials.'),
    message: z.string().describe('What was found, and what it means.'),
    url: z.string().nullable().describe('The address that was called last.'),
    status: z.int().nullable().describe('The HTTP status it answered; null without an answer.'),
    words: z
      .string()
      .nullable()
      .describe("On failure the vendor's own words, without the credential: 4,000 characters."),
    checkedAt: z.iso.datetime(),
    durationMs: z.number(),
  })
  .openapi('ProviderCheck');
export type ProviderCheck = z.infer<typeof providerCheckSchema>;

export const providerModelSchema = z
  .object({
    upstreamModel: z.string().describe('What a turn would name it by.'),
    listedAs: z
      .string()
      .nullable()
      .describe("The vendor's id; null where its list does not have the model."),
    name: z.string(),
    state: z
      .enum(['listed', 'new', 'renamed', 'deprecated', 'shutdown_date', 'not_listed'])
      .describe(
        "How the vendor's list and the catalogue differ: not at all, only the vendor has it, under another id, called deprecated, with another shutdown date, only the catalogue has it.",
      ),
    catalogueId: z.string().nullable(),
    shutDownOn: z.iso.date().nullable().describe("The vendor's date."),
    catalogueShutDownOn: z.iso.date().nullable(),
    yaml: z
      .string()
      .nullable()
      .describe("What to put into the operator's catalogue file; null where nothing is to do."),
  })
  .openapi('ProviderModel');
export type ProviderModel = z.infer<typeof providerModelSchema>;

/** Write-only. Replaces what was saved; an absent optional field is cleared. */
export const providerCredentialsSchema = z
  .record(z.string(), z.string().max(8_192))
  .openapi('ProviderCredentials');
