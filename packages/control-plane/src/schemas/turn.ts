import { z } from '@hono/zod-openapi';

export const turnOutcomes = ['answered', 'failed', 'left'] as const;

const tokens = z.int().nullable().describe('null where the vendor did not tell.');

const cost = z.number().nullable();

const tokenCounts = {
  promptTokens: tokens,
  cachedTokens: tokens,
  completionTokens: tokens,
  reasoningTokens: tokens,
};

const turnAttemptSchema = z.object({
  model: z.string(),
  cause: z
    .enum(['choice', 'retry', 'fallback', 'hedge', 'continuation'])
    .describe(
      'Why it was made: the model was chosen, tried again, another had failed, was late, or broke off.',
    ),
  startedAt: z.iso.datetime(),
  startMs: z.number().describe('From the start of the turn.'),
  firstTokenMs: z.number().nullable().describe('From the start of the attempt.'),
  durationMs: z.number(),
  outcome: z
    .enum(['answered', 'failed', 'lost', 'left'])
    .describe('`lost`: another attempt of this turn was first.'),
  failure: z.string().nullable().describe('What kind of failure ended it.'),
  errorCode: z.string().nullable(),
  ...tokenCounts,
  cacheWriteTokens: tokens.describe('Of the prompt tokens, those put into the vendor’s cache.'),
  costUsd: cost.describe(
    'US dollars: 0 where no vendor bills it; null where one may and it is not known how much.',
  ),
});

export const turnSummarySchema = z
  .object({
    requestId: z.string().describe('What the caller was given as `x-request-id`.'),
    projectId: z.string().describe('The agent’s project when the turn began.'),
    agentId: z.string(),
    revision: z
      .int()
      .describe(
        'Of the model setting that it was carried with; 0 of one that was tried in the playground and not saved.',
      ),
    startedAt: z.iso.datetime(),
    durationMs: z.int(),
    firstTokenMs: z.int().nullable().describe('From the start of the turn; null when none came.'),
    streamed: z.boolean(),
    outcome: z
      .enum(turnOutcomes)
      .describe('`left`: the caller was gone before the answer was complete.'),
    errorCode: z.string().nullable(),
    model: z
      .string()
      .nullable()
      .describe('That answered, or was tried last; null where none could be asked.'),
    attempts: z.int(),
    fellBack: z.boolean().describe('Whether that is not the chosen model.'),
    ...tokenCounts,
    costUsd: cost.describe(
      'US dollars, of the attempt that answered; null where it is not known, or none answered and a vendor may bill one all the same.',
    ),
    unpricedAttempts: z
      .int()
      .describe(
        'Attempts that a vendor may bill and that are not in the cost: without a known price or tokens, stopped (a hedge that lost, a caller who left), or broken off.',
      ),
  })
  .openapi('TurnSummary');
export type TurnSummary = z.infer<typeof turnSummarySchema>;

export const turnSchema = turnSummarySchema
  .extend({
    keyId: z.string().nullable().describe('The agent key it came with; null from the playground.'),
    captured: z
      .boolean()
      .describe('Whether what it said is kept: see `GET /turns/{id}/capture`, for editors.'),
    heldOn: z.boolean().describe('Whether the caller was given the hold phrase.'),
    repairs: z.array(z.string()).describe('What had to be mended of the endpoint’s answer.'),
    skipped: z
      .array(
        z.object({
          model: z.string(),
          reason: z.enum(['circuit_open', 'too_many_in_flight', 'not_ready', 'not_wanted']),
        }),
      )
      .describe('Models that were passed over without an attempt.'),
    attempts: z.array(turnAttemptSchema).describe('In the order in which they began.'),
  })
  .openapi('Turn');
export type Turn = z.infer<typeof turnSchema>;
