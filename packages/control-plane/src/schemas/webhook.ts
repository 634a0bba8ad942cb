import { z } from '@hono/zod-openapi';
import { nameSchema } from './name.ts';
import { takeBack } from './take-back.ts';

/** What can be told of, each emitted somewhere: see `domain/webhooks/`. */
const webhookEvents = [
  'connection.check_failing',
  'circuit.opened',
  'model.shutting_down',
  'budget.warning',
  'budget.reached',
] as const;

const eventSchema = z.enum(webhookEvents);
export type WebhookEventKind = z.infer<typeof eventSchema>;

const eventsSchema = z
  .array(eventSchema)
  .min(1, 'Choose at least one event.')
  .transform((events) => webhookEvents.filter((event) => events.includes(event)));

const urlSchema = z
  .string()
  .trim()
  .max(2_000)
  .describe(
    'Where events are posted. A private address has to be allowed first: see `/allowed-endpoints`.',
  );

export const newWebhookSchema = z
  .strictObject({ name: nameSchema, url: urlSchema, events: eventsSchema })
  .openapi('NewWebhook');
export type NewWebhook = z.infer<typeof newWebhookSchema>;

export const webhookDeliverySchema = z
  .object({
    id: z.string().describe('What the receiver gets as `webhook-id`, the same at each attempt.'),
    event: z.enum([...webhookEvents, 'webhook.test']),
    createdAt: z.iso.datetime(),
    state: z
      .enum(['waiting', 'delivered', 'failed'])
      .describe('`waiting`: it is tried, or tried again, at `nextAt`.'),
    attempts: z.int().nonnegative(),
    triedAt: z.iso.datetime().nullable(),
    nextAt: z.iso.datetime().nullable(),
    status: z.int().nullable().describe('HTTP status of the last answer, if there was one.'),
    problem: z.string().nullable().describe('What went wrong last.'),
  })
  .openapi('WebhookDelivery');
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;

export const webhookSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    events: z.array(eventSchema),
    enabled: z.boolean(),
    note: z.string().nullable().describe('Why it was disabled, where nobody did it by hand.'),
    failingSince: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    lastDelivery: webhookDeliverySchema.nullable(),
  })
  .openapi('Webhook');
export type Webhook = z.infer<typeof webhookSchema>;

const secretSchema = z
  .string()
  .describe('`whsec_…`, which signatures are checked with. Shown this once.');

export const createdWebhookSchema = webhookSchema
  .extend({ secret: secretSchema })
  .openapi('CreatedWebhook');
export type CreatedWebhook = z.infer<typeof createdWebhookSchema>;

export const changedWebhookSchema = webhookSchema
  .extend({ secret: secretSchema.optional() })
  .openapi('ChangedWebhook');
export type ChangedWebhook = z.infer<typeof changedWebhookSchema>;

export const webhookChangeSchema = takeBack(
  webhookSchema,
  z.strictObject({
    name: nameSchema.optional(),
    url: urlSchema.optional(),
    events: eventsSchema.optional(),
    enabled: z.boolean().optional(),
    newSecret: z
      .literal(true)
      .optional()
      .describe('Makes another signing secret; the one before is used no more.'),
  }),
).openapi('WebhookChange');
export type WebhookChange = z.infer<typeof webhookChangeSchema>;
