import { z } from '@hono/zod-openapi';
import { repairIds } from '@jackfield/gateway-config';
import type { RepairId } from '@jackfield/gateway-config';
import { keptCheckSchema } from './check-report.ts';
import {
  connectionTlsChangeSchema,
  connectionTlsSchema,
  newConnectionTlsSchema,
} from './connection-tls.ts';
import { nameSchema, needVisible, optionalNameSchema } from './name.ts';
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
const modelId = z
  .string()
  .trim()
  .min(1, 'Give the model ID the endpoint expects.')
  .max(200)
  .superRefine(needVisible);

const inFlightMax = z
  .int()
  .min(1)
  .max(10_000)
  .nullable()
  .describe(
    "Attempts that may be under way at it at once, in each gateway; null: the program's default of 1,000.",
  );

/** What is left out stays as it is; see `/connections/{id}` for what each does. */
const repairSwitches = z
  .strictObject(
    // Holds: there is one entry for each id.
    Object.fromEntries(repairIds.map((id) => [id, z.boolean().optional()])) as Record<
      RepairId,
      z.ZodOptional<z.ZodBoolean>
    >,
  )
  .openapi('RepairSwitches');

const connectAnyway = z
  .strictObject({
    reason: z.string().trim().min(3, 'Say why, in a few words.').max(500),
  })
  .optional()
  .describe("An admin's word that an endpoint whose check failed is wanted as it is; audited.");

const shared = z
  .boolean()
  .optional()
  .describe(
    'Whether agents of every project may use it. Only admins share, and change what is shared.',
  );

export const newConnectionSchema = z
  .strictObject({
    name: nameSchema,
    url,
    modelId,
    auth: connectionAuthSchema,
    tls: newConnectionTlsSchema,
    streaming: z.boolean().default(true),
    inFlightMax: inFlightMax.optional(),
    repairs: repairSwitches.optional(),
    connectAnyway,
    projectId: z
      .string()
      .max(100)
      .optional()
      .describe('Left out: your only project, else the project Default.'),
    shared,
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
    name: optionalNameSchema,
    url,
    modelId,
    auth: connectionAuthSchema,
    tls: newConnectionTlsSchema,
    streaming: z.boolean().default(true),
    contextTokens,
  })
  .openapi('ConnectionDraft');
export type ConnectionDraft = z.infer<typeof connectionDraftSchema>;

const answeredAuth = z.object({
  method: z.enum(authMethods),
  hasCredential: z.boolean().describe('The credential itself is never answered.'),
});

const connectionRepairSchema = z
  .object({
    id: z.enum(repairIds),
    name: z.string(),
    words: z.string().describe('What it does, and for whom.'),
    on: z.boolean(),
    count: z.int().describe('Turns that needed it since this program started.'),
  })
  .openapi('ConnectionRepair');

export const connectionSchema = z
  .object({
    id: z.string(),
    projectId: z.string(),
    shared: z.boolean(),
    name: z.string(),
    url: z.string(),
    modelId: z.string(),
    auth: answeredAuth,
    tls: connectionTlsSchema.nullable(),
    streaming: z.boolean(),
    inFlightMax,
    model: z.string().describe('The id under which the catalogue lists it.'),
    repairs: z
      .array(connectionRepairSchema)
      .describe('What is mended on the way from this endpoint to its callers.'),
    turns: z.int().describe('Turns it carried since this program started.'),
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

/** The list that the answer gives says nothing that a change could set: it is left as it is. */
const changedRepairs = z.preprocess(
  (given) => (z.array(connectionRepairSchema).safeParse(given).success ? undefined : given),
  repairSwitches.optional(),
);

export const connectionChangeSchema = takeBack(
  savedConnectionSchema,
  z.strictObject({
    name: nameSchema.optional(),
    url: url.optional(),
    modelId: modelId.optional(),
    auth: changedAuth.optional(),
    tls: connectionTlsChangeSchema,
    streaming: z.boolean().optional(),
    inFlightMax: inFlightMax.optional(),
    repairs: changedRepairs,
    connectAnyway,
    projectId: z.string().max(100).optional().describe('Moves it to another project.'),
    shared,
  }),
).openapi('ConnectionChange');
export type ConnectionChange = z.infer<typeof connectionChangeSchema>;

/** A change that is checked before it is saved: what a check sees of it. */
export const connectionChangeDraftSchema = z
  .strictObject({
    url: url.optional(),
    modelId: modelId.optional(),
    auth: changedAuth.optional(),
    tls: connectionTlsChangeSchema,
    streaming: z.boolean().optional(),
    contextTokens,
  })
  .openapi('ConnectionChangeDraft');
export type ConnectionChangeDraft = z.infer<typeof connectionChangeDraftSchema>;
