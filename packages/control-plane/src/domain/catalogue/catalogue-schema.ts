import { z } from 'zod';
import {
  capabilitiesSchema,
  lifecycleSchema,
  modelSchema,
  priceSchema,
  providerIds,
} from '../../schemas/model.ts';

/**
 * How a model is written in a catalogue file. The facts and their ranges are those of the REST
 * contract; only what is shorter to write (a successor by its id, fields that are mostly `null`)
 * differs. Every object is strict, so that a misspelt field is found instead of ignored.
 */

/** A model of a connection (`byom`) is made on the page, never written in a file. */
const catalogueProviderSchema = z.enum(providerIds).exclude(['byom']);

const text = z.string().trim().min(1).max(2_000);
const day = lifecycleSchema.shape.deprecatedOn.default(null);

const successorSchema = z
  .strictObject({
    id: z.string().min(1).optional().describe('A model of this catalogue.'),
    name: z.string().min(1).optional().describe('A model that the catalogue does not hold.'),
  })
  .refine((successor) => (successor.id === undefined) !== (successor.name === undefined), {
    message: 'expected either the id of a model of this catalogue or a name, and not both',
  });

const writtenLifecycleSchema = z
  .strictObject({
    status: lifecycleSchema.shape.status,
    deprecatedOn: day.describe('When the vendor announced the end.'),
    shutDownOn: day.describe('The first day without the model.'),
    successor: successorSchema.nullable().default(null),
    source: text.nullable().default(null).describe('Where the fact was read.'),
    readOn: day.describe('When it was read.'),
  })
  .superRefine((lifecycle, context) => {
    if (lifecycle.status === 'active' && lifecycle.shutDownOn !== null) {
      context.addIssue({
        code: 'custom',
        path: ['status'],
        message: 'expected deprecated or shut_down, because shutDownOn has a date',
      });
    }
    if (
      lifecycle.deprecatedOn !== null &&
      lifecycle.shutDownOn !== null &&
      lifecycle.deprecatedOn > lifecycle.shutDownOn
    ) {
      context.addIssue({
        code: 'custom',
        path: ['shutDownOn'],
        message: 'expected a day that is not before deprecatedOn',
      });
    }
  });

const writtenPriceSchema = z.strictObject({
  ...priceSchema.shape,
  cachedInputPerMillion: priceSchema.shape.cachedInputPerMillion.default(null),
  cacheWritePerMillion: priceSchema.shape.cacheWritePerMillion.default(null),
  promptTokensMax: priceSchema.shape.promptTokensMax.default(null),
  currency: priceSchema.shape.currency.default('USD'),
  note: priceSchema.shape.note.default(null).describe('What the figures leave out.'),
});

const writtenCapabilitiesSchema = z.strictObject({
  ...capabilitiesSchema.shape,
  continuesAnswers: capabilitiesSchema.shape.continuesAnswers.default(false),
  refusedParameters: capabilitiesSchema.shape.refusedParameters.default([]),
});

const webPage = z.url({ protocol: /^https?$/ });
const linkSchema = z.strictObject({ label: text, url: webPage });

/** The provider and a slash come first, so that an id says whose model it is. */
const idSchema = z
  .string()
  .max(200)
  .regex(/^[a-z]+\/[A-Za-z0-9][A-Za-z0-9._:-]*$/, {
    message: 'expected the provider, a slash and a name, such as openai/gpt-4o',
  });

const writtenModelSchema = z.strictObject({
  id: idSchema,
  name: text,
  upstreamModel: z
    .string()
    .max(500)
    .regex(/^[\x21-\x7e]+$/, { message: "expected the provider's own name for the model" })
    .describe('What the provider calls the model.'),
  description: text.describe('One paragraph for the person who chooses.'),
  bestFor: text.describe('A few words.'),
  availability: modelSchema.shape.availability.describe('Ours: can it be chosen yet.'),
  lifecycle: writtenLifecycleSchema.describe("The vendor's: does it live, and how long."),
  contextWindow: modelSchema.shape.contextWindow.describe('Tokens; null where not published.'),
  maxOutputTokens: modelSchema.shape.maxOutputTokens.describe('Tokens; null where not published.'),
  price: writtenPriceSchema.nullable().describe('null where not published.'),
  capabilities: writtenCapabilitiesSchema,
  requestDefaults: modelSchema.shape.requestDefaults
    .default({})
    .describe('Request fields sent unless the caller sets them.'),
  links: z.array(linkSchema).max(20),
});

/** A file that ships with the program: one provider and its models. */
export const providerFileSchema = z.strictObject({
  provider: catalogueProviderSchema,
  providerName: text,
  providerUrl: webPage.describe("The provider's own page about its models."),
  models: z.array(writtenModelSchema).min(1),
});

/** The operator's file before it is merged: only the ids are known to be right. */
export const operatorFileSchema = z.strictObject({
  models: z
    .array(z.looseObject({ id: idSchema }))
    .nullable()
    .default(null),
});

/** An entry of the operator's file once what it overrides has been filled in. */
export const operatorModelSchema = writtenModelSchema.extend({
  provider: catalogueProviderSchema,
  providerName: text,
});
export type OperatorModel = z.infer<typeof operatorModelSchema>;
