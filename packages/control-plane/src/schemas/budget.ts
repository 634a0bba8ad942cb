import { z } from '@hono/zod-openapi';
import { takeBack } from './take-back.ts';

const periodSchema = z.enum(['day', 'month']).describe('By UTC, as usage is counted.');

export const budgetSchema = z
  .object({
    amountUsd: z.number().nullable().describe('Null where there is no budget.'),
    period: periodSchema,
    warnAtPercent: z.int(),
    stops: z.boolean().describe('Whether turns are refused once the amount is spent.'),
    from: z.iso.datetime().describe('When the period that runs now began.'),
    to: z.iso.datetime().describe('When the next one begins.'),
    spentUsd: z
      .number()
      .describe('What the turns that began in it cost, half a second behind at most.'),
    state: z.enum(['none', 'within', 'warning', 'reached']),
    warnedAt: z.iso.datetime().nullable(),
    reachedAt: z.iso.datetime().nullable(),
    stoppedUntil: z.iso
      .datetime()
      .nullable()
      .describe('Until then gateways refuse its turns; null where they carry them.'),
    unpricedTurns: z
      .int()
      .nonnegative()
      .describe('Turns of the period whose cost isn’t known: nothing of them is in `spentUsd`.'),
    unpricedModels: z
      .array(z.string())
      .describe('Models without a price that the setting names, or that such turns went to.'),
  })
  .openapi('Budget');
export type Budget = z.infer<typeof budgetSchema>;

export const budgetChangeSchema = takeBack(
  budgetSchema,
  z.strictObject({
    amountUsd: z
      .number('Give an amount in US dollars.')
      .min(0.01, 'Give at least 0.01 US dollars.')
      .max(1_000_000, 'Give at most 1,000,000 US dollars.'),
    period: periodSchema,
    warnAtPercent: z
      .int('Give a whole number of per cent.')
      .min(1, 'Give at least 1 %.')
      .max(100, 'Give at most 100 %.')
      .default(80),
    stops: z.boolean().default(false),
  }),
).openapi('BudgetChange');
export type BudgetChange = z.infer<typeof budgetChangeSchema>;
