import { z } from '@hono/zod-openapi';
import { lifecycleSchema } from './model.ts';

/** One place of a setting that names a model which its vendor ends, or has ended. */
export const dyingModelSchema = z
  .object({
    agentId: z.string(),
    agentSlug: z.string(),
    agentName: z.string(),
    projectId: z.string(),
    revision: z.int().positive().describe('Of the setting that names it.'),
    model: z.string(),
    modelName: z.string(),
    fallback: z
      .int()
      .nonnegative()
      .nullable()
      .describe('Its place among the fallbacks, the first being 0; null where it is the choice.'),
    lifecycle: lifecycleSchema,
    daysLeft: z
      .int()
      .nullable()
      .describe(
        'Days, by UTC, until the first one without the model; 0 or less once it has ended, null where no date is known.',
      ),
  })
  .openapi('DyingModel');
export type DyingModel = z.infer<typeof dyingModelSchema>;
