import { z } from '@hono/zod-openapi';
import { takeBack } from './take-back.ts';

const parametersSchema = z
  .strictObject({
    temperature: z.number().min(0).max(2).optional(),
    top_p: z.number().min(0).max(1).optional(),
    frequency_penalty: z.number().min(-2).max(2).optional(),
    presence_penalty: z.number().min(-2).max(2).optional(),
    max_tokens: z.int().min(1).max(10_000_000).optional(),
    stop: z
      .union(
        [z.string().min(1).max(500), z.array(z.string().min(1).max(500)).min(1).max(4)],
        'Use a text of 1 to 500 characters, or a list of 1 to 4 of them.',
      )
      .optional(),
  })
  .openapi('Parameters');
export type Parameters = z.infer<typeof parametersSchema>;

const milliseconds = z.int().min(1).max(3_600_000);
const deadlinesSchema = z
  .strictObject({
    connectMs: milliseconds.optional(),
    firstTokenMs: milliseconds.optional(),
    firstSentenceMs: milliseconds.optional(),
    gapMs: milliseconds.optional(),
    totalMs: milliseconds.optional(),
  })
  .openapi('Deadlines');

const fallbackSchema = z
  .strictObject({
    model: z.string().min(1),
    parameters: parametersSchema.optional(),
    deadlines: deadlinesSchema.optional(),
  })
  .openapi('Fallback');

const failoverSchema = z
  .strictObject({
    commitPoint: z
      .enum(['first_token', 'first_sentence'])
      .optional()
      .describe('Until when another model may still answer. `first_token` by default.'),
    retry: z
      .boolean()
      .optional()
      .describe('Whether a failure that may pass is tried once more. `true` by default.'),
    switchOnContentFilter: z
      .boolean()
      .optional()
      .describe("Whether a fallback is asked what a model's content filter refused."),
    continueAfterCut: z
      .boolean()
      .optional()
      .describe('Whether a fallback that can do so goes on with an answer that broke off.'),
    hedge: z
      .strictObject({
        afterMs: z.union(
          [milliseconds, z.literal('p95')],
          'Use whole milliseconds from 1 to 3600000, or "p95".',
        ),
        shareMax: z
          .number()
          .min(0)
          .max(1)
          .optional()
          .describe('The share of turns that may cost two answers. 0.1 by default.'),
      })
      .nullable()
      .optional()
      .describe(
        'The first fallback starts too when the model is late; the first to speak answers.',
      ),
    holdPhrase: z
      .strictObject({
        afterMs: milliseconds,
        text: z.string().max(200).regex(/\S/, 'Give the words that a caller hears.'),
      })
      .nullable()
      .optional()
      .describe('What callers of streamed turns are given when nothing was said in time.'),
  })
  .openapi('Failover');

const settingWarningSchema = z
  .object({
    code: z.enum([
      'model_deprecated',
      'model_shut_down',
      'model_unknown',
      'model_not_selectable',
      'provider_not_ready',
      'parameter_left_out',
      'failover_needs_fallback',
      'fallback_cannot_continue',
    ]),
    field: z
      .string()
      .describe('The part of the setting it is about, e.g. `model` or `fallbacks[0].model`.'),
    message: z.string(),
    successor: z.object({ id: z.string().nullable(), name: z.string() }).nullable(),
  })
  .openapi('SettingWarning');
export type SettingWarning = z.infer<typeof settingWarningSchema>;

export const modelSettingSchema = z
  .object({
    model: z.string().nullable().describe('null only at revision 0, before a model was chosen.'),
    parameters: parametersSchema,
    fallbacks: z.array(fallbackSchema),
    deadlines: deadlinesSchema,
    failover: failoverSchema,
    revision: z.int().nonnegative(),
    savedAt: z.iso.datetime().nullable(),
    savedBy: z.string().nullable(),
    restoredFrom: z.int().nullable().describe('The revision this one restored.'),
    warnings: z.array(settingWarningSchema),
  })
  .openapi('ModelSetting');
export type ModelSetting = z.infer<typeof modelSettingSchema>;

export const newModelSettingSchema = takeBack(
  modelSettingSchema,
  z.strictObject({
    model: z.string().min(1),
    parameters: parametersSchema.optional(),
    fallbacks: z.array(fallbackSchema).max(5).optional(),
    deadlines: deadlinesSchema.optional(),
    failover: failoverSchema.optional(),
  }),
).openapi('NewModelSetting');
export type NewModelSetting = z.infer<typeof newModelSettingSchema>;
