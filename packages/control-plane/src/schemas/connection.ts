import { z } from '@hono/zod-openapi';
import { nameSchema, optionalNameSchema } from './name.ts';
import { takeBack } from './take-back.ts';

const authMethods = ['x-api-key', 'bearer', 'none'] as const;

/** A header's value: no control characters, so that it can't split one. */
const credential = z
  .string()
  .min(1)
  .max(8_192)
  .regex(
    /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/,
    'Use printable ASCII characters without a space at either end.',
  );

const connectionAuthSchema = z
  .discriminatedUnion('method', [
    z.strictObject({ method: z.literal('x-api-key'), credential }),
    z.strictObject({ method: z.literal('bearer'), credential }),
    z.strictObject({ method: z.literal('none'), credential: z.null().optional() }),
  ])
  .openapi('ConnectionAuth');
export type ConnectionAuth = z.infer<typeof connectionAuthSchema>;

/** Only the form is judged here; `domain/connections/endpoint-url.ts` judges the URL itself. */
const url = z.string().trim().min(1, "Give the endpoint's URL.").max(2_048);
const modelId = z.string().trim().min(1, 'Give the model ID the endpoint expects.').max(200);

const inFlightMax = z
  .int()
  .min(1)
  .max(10_000)
  .nullable()
  .describe(
    "Attempts that may be under way at it at once, in each gateway; null: the program's default of 1,000.",
  );

export const newConnectionSchema = z
  .strictObject({
    name: nameSchema,
    url,
    modelId,
    auth: connectionAuthSchema,
    streaming: z.boolean().default(true),
    inFlightMax: inFlightMax.optional(),
  })
  .openapi('NewConnection');
export type NewConnection = z.infer<typeof newConnectionSchema>;

/** What is checked before anything is saved: a name isn't needed yet. */
export const connectionDraftSchema = z
  .strictObject({
    name: optionalNameSchema,
    url,
    modelId,
    auth: connectionAuthSchema,
    streaming: z.boolean().default(true),
  })
  .openapi('ConnectionDraft');

const answeredAuth = z.object({
  method: z.enum(authMethods),
  hasCredential: z.boolean().describe('The credential itself is never answered.'),
});

export const connectionSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    modelId: z.string(),
    auth: answeredAuth,
    streaming: z.boolean(),
    inFlightMax,
    model: z.string().describe('The id under which the catalogue lists it.'),
    usedBy: z
      .array(z.object({ id: z.string(), name: z.string() }))
      .describe('Agents whose setting names it.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi('Connection');
export type Connection = z.infer<typeof connectionSchema>;

/** In a change the credential may be left out: the sealed one stays, if URL and method stay. */
const changedAuth = z.discriminatedUnion('method', [
  takeBack(
    answeredAuth,
    z.strictObject({ method: z.literal('x-api-key'), credential: credential.optional() }),
  ),
  takeBack(
    answeredAuth,
    z.strictObject({ method: z.literal('bearer'), credential: credential.optional() }),
  ),
  takeBack(
    answeredAuth,
    z.strictObject({ method: z.literal('none'), credential: z.null().optional() }),
  ),
]);

export const connectionChangeSchema = takeBack(
  connectionSchema,
  z.strictObject({
    name: nameSchema.optional(),
    url: url.optional(),
    modelId: modelId.optional(),
    auth: changedAuth.optional(),
    streaming: z.boolean().optional(),
    inFlightMax: inFlightMax.optional(),
  }),
).openapi('ConnectionChange');
export type ConnectionChange = z.infer<typeof connectionChangeSchema>;

const checkResultSchema = z
  .object({
    id: z.string(),
    promise: z.string().describe('What the check asks of the endpoint, in one sentence.'),
    required: z.boolean(),
    outcome: z.enum(['passed', 'failed', 'skipped']),
    message: z.string().describe('What was found, and how to fix it.'),
    durationMs: z.number(),
    evidence: z
      .object({
        request: z.string().describe('As sent, the credential masked.'),
        status: z.int().nullable(),
        contentType: z.string().nullable(),
        body: z
          .string()
          .nullable()
          .describe("The first 4,000 characters of the upstream's own words."),
      })
      .nullable(),
  })
  .openapi('CheckResult');
export type CheckResult = z.infer<typeof checkResultSchema>;

export const checkReportSchema = z
  .object({
    ready: z.boolean(),
    url: z.string().describe('The address that was called.'),
    modelId: z.string(),
    checkedAt: z.iso.datetime(),
    firstTokenMs: z.number().nullable(),
    answer: z.string().nullable().describe('What the model said.'),
    checks: z.array(checkResultSchema),
  })
  .openapi('CheckReport');
export type CheckReport = z.infer<typeof checkReportSchema>;
