import { z } from '@hono/zod-openapi';

export const usageDimensions = [
  'agent',
  'model',
  'connection',
  'provider',
  'hour',
  'day',
  'total',
] as const;
export type UsageDimension = (typeof usageDimensions)[number];

const percentile = z
  .number()
  .nullable()
  .describe('To within 3.2 %; null where no first token was measured.');

/** What the turns of one period came to. What it isn't counted by is null. */
export const usageSchema = z
  .object({
    agentId: z.string().nullable(),
    model: z.string().nullable(),
    connectionId: z.string().nullable().describe('Null also for a model of the catalogue.'),
    provider: z.string().nullable(),
    at: z.iso.datetime().nullable().describe('When the hour or day (UTC) began.'),
    turns: z.int().describe('Of models: those it answered, or was tried last for.'),
    failed: z.int().describe('Of these turns.'),
    left: z.int().describe('Of these turns, those whose caller left before the end.'),
    fellBack: z.int().describe('Of these turns, those for which it was not the chosen model.'),
    attemptsFailed: z.int().describe('Attempts at it that failed, whoever answered in the end.'),
    retries: z.int().describe('Attempts at it that repeated one that had failed.'),
    fallbacks: z.int().describe('Attempts at it because another model had failed or broken off.'),
    hedges: z
      .object({ won: z.int(), lost: z.int() })
      .describe('Attempts at it because another model was late: whether it was the one to answer.'),
    holdPhrases: z.int().describe('Turns in which the caller was given the hold phrase.'),
    firstTokenP50Ms: percentile,
    firstTokenP95Ms: percentile,
    firstTokenP99Ms: percentile,
    promptTokens: z.int(),
    cachedTokens: z.int().describe('Of the prompt tokens, those read from the vendor’s cache.'),
    completionTokens: z.int(),
    reasoningTokens: z.int().describe('Of the completion tokens, those only the model saw.'),
    costUsd: z
      .number()
      .describe(
        'US dollars, by the catalogue’s price on the day, of the attempts that answered. Failed ones are not billed; what else may be is counted in `unpricedAttempts`.',
      ),
    unpricedTurns: z
      .int()
      .describe(
        'Answered turns that are not in the cost: no price is known, or no tokens were told.',
      ),
    unpricedAttempts: z
      .int()
      .describe(
        'Attempts at it that a vendor may bill and that are not in the cost: without a known price or tokens, stopped (a hedge that lost, a caller who left), or broken off.',
      ),
    lastTurn: z
      .object({
        at: z.iso.datetime(),
        outcome: z.enum(['answered', 'failed', 'left']),
        errorCode: z.string().nullable(),
        fellBack: z.boolean(),
      })
      .nullable(),
  })
  .openapi('Usage');
export type Usage = z.infer<typeof usageSchema>;
