import { z } from '@hono/zod-openapi';
import { keptCheckSchema } from './check-report.ts';

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

/** In a change the credential may be left out: the sealed one stays, if URL and method stay. */
const changedAuth = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('x-api-key'), credential: credential.optional() }),
  z.strictObject({ method: z.literal('bearer'), credential: credential.optional() }),
  z.strictObject({ method: z.literal('none'), credential: z.null().optional() }),
]);

/** Only the form is judged here; `domain/connections/endpoint-url.ts` judges the URL itself. */
const url = z.string().trim().min(1, "Give the endpoint's URL.").max(2_048);
const name = z.string().trim().min(1, 'Give a name.').max(100);
const modelId = z.string().trim().min(1, 'Give the model ID the endpoint expects.').max(200);

const connectAnyway = z
  .strictObject({
    reason: z.string().trim().min(3, 'Say why, in a few words.').max(500),
  })
  .optional()
  .describe("An admin's word that an endpoint whose check failed is wanted as it is; audited.");

export const newConnectionSchema = z
  .strictObject({
    name,
    url,
    modelId,
    auth: connectionAuthSchema,
    streaming: z.boolean().default(true),
    connectAnyway,
  })
  .openapi('NewConnection');
export type NewConnection = z.infer<typeof newConnectionSchema>;

const contextTokens = z
  .int()
  .min(1)
  .max(100_000_000)
  .optional()
  .describe('The context window it is said to have, in tokens; it is held to that.');

/** What is checked before anything is saved: a name isn't needed yet. */
export const connectionDraftSchema = z
  .strictObject({
    name: z.string().max(100).optional(),
    url,
    modelId,
    auth: connectionAuthSchema,
    streaming: z.boolean().default(true),
    contextTokens,
  })
  .openapi('ConnectionDraft');
export type ConnectionDraft = z.infer<typeof connectionDraftSchema>;

export const connectionChangeSchema = z
  .strictObject({
    name: name.optional(),
    url: url.optional(),
    modelId: modelId.optional(),
    auth: changedAuth.optional(),
    streaming: z.boolean().optional(),
    connectAnyway,
  })
  .openapi('ConnectionChange');
export type ConnectionChange = z.infer<typeof connectionChangeSchema>;

/** A change that is checked before it is saved: what a save would take, but for the name. */
export const connectionChangeDraftSchema = z
  .strictObject({
    url: url.optional(),
    modelId: modelId.optional(),
    auth: changedAuth.optional(),
    streaming: z.boolean().optional(),
    contextTokens,
  })
  .openapi('ConnectionChangeDraft');
export type ConnectionChangeDraft = z.infer<typeof connectionChangeDraftSchema>;

export const connectionSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    modelId: z.string(),
    auth: z.object({
      method: z.enum(authMethods),
      hasCredential: z.boolean().describe('The credential itself is never answered.'),
    }),
    streaming: z.boolean(),
    model: z.string().describe('The id under which the catalogue lists it.'),
    usedBy: z
      .array(z.object({ id: z.string(), name: z.string() }))
      .describe('Agents whose setting names it.'),
    lastCheck: keptCheckSchema
      .nullable()
      .describe(
        'The check that counts: the newest, or the newest full one where that failed and only light ones passed since.',
      ),
    lastPassedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi('Connection');
export type Connection = z.infer<typeof connectionSchema>;

const connectionWarningSchema = z
  .object({ code: z.enum(['no_streaming']), message: z.string() })
  .openapi('ConnectionWarning');
export type ConnectionWarning = z.infer<typeof connectionWarningSchema>;

/** What a save answers. */
export const savedConnectionSchema = connectionSchema
  .extend({
    warnings: z
      .array(connectionWarningSchema)
      .describe('What its last check learned that contradicts what was saved.'),
  })
  .openapi('SavedConnection');
export type SavedConnection = z.infer<typeof savedConnectionSchema>;
