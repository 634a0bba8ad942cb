import { z } from '@hono/zod-openapi';
import { caseContentSchema } from './test-set.ts';

const candidatesMax = 8;
export const parallelDefault = 4;

export const newBakeOffSchema = z
  .strictObject({
    testSetId: z.string().max(100),
    models: z
      .array(z.string().min(1).max(300))
      .max(candidatesMax, `Use at most ${candidatesMax} models.`)
      .describe('Catalogue ids. The baseline need not be among them.'),
    baseline: z
      .string()
      .min(1)
      .max(300)
      .nullable()
      .optional()
      .describe('Whom the others are compared with. Left out: the agent’s model; null: nobody.'),
    judge: z
      .string()
      .min(1)
      .max(300)
      .optional()
      .describe('Catalogue id of the model that judges, where a case asks for a judge.'),
    parallel: z
      .int()
      .min(1)
      .max(16)
      .optional()
      .describe(`Turns under way at once, ${parallelDefault} by default.`),
  })
  .openapi('NewBakeOff');
export type NewBakeOff = z.infer<typeof newBakeOffSchema>;

const bakeOffStates = ['queued', 'running', 'cancelled', 'done', 'failed'] as const;

const latencySchema = z.object({ p50: z.number().nullable(), p95: z.number().nullable() });

export const candidateSummarySchema = z
  .object({
    model: z.string(),
    name: z.string(),
    finished: z.int().describe('Cases it has a result for.'),
    failed: z.int().describe('Cases it gave no answer to.'),
    asserted: z.int().describe('Cases whose assertions could be judged.'),
    passed: z.int().describe('Of these, the ones where all held.'),
    unjudged: z.int().describe('Cases that the judge gave no verdict on.'),
    differing: z.int().describe('Answers that are not, to the letter, the baseline’s.'),
    firstTokenMs: latencySchema,
    durationMs: latencySchema,
    costPerThousandUsd: z
      .number()
      .nullable()
      .describe('What 1,000 such turns cost; null where no price is known.'),
    costUsd: z.number().describe('What was spent on it here, as far as prices are known.'),
    judgeCostUsd: z.number().describe('What judging it cost, likewise.'),
    unpriced: z.int().describe('Turns whose cost isn’t known.'),
  })
  .openapi('CandidateSummary');
export type CandidateSummary = z.infer<typeof candidateSummarySchema>;

export const bakeOffSchema = z
  .object({
    id: z.string(),
    agentId: z.string(),
    testSet: z.object({ id: z.string(), name: z.string() }).describe('As it was when it began.'),
    state: z.enum(bakeOffStates),
    candidates: z.array(z.object({ model: z.string(), name: z.string() })),
    baseline: z.string().nullable(),
    judge: z.string().nullable(),
    revision: z.int().describe('Of the model setting whose parameters it uses.'),
    cases: z.int(),
    total: z.int().describe('Turns in all.'),
    finished: z.int().describe('Turns that have a result.'),
    parallel: z.int(),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    problem: z.string().nullable(),
  })
  .openapi('BakeOff');
export type BakeOff = z.infer<typeof bakeOffSchema>;

export const measuredBakeOffSchema = bakeOffSchema
  .extend({
    summary: z.array(candidateSummarySchema).describe('One a candidate, the baseline first.'),
    verdict: z.string().describe('What it comes to, in words; empty until there is a result.'),
  })
  .openapi('MeasuredBakeOff');
export type MeasuredBakeOff = z.infer<typeof measuredBakeOffSchema>;

export const assertionResultSchema = z
  .object({
    kind: z.enum(['contains', 'not_contains', 'regex', 'json_schema', 'tool_called', 'judge']),
    passed: z.boolean().nullable().describe('null where the judge gave no verdict.'),
    reason: z.string().describe('Why not, or the judge’s words; empty where it simply held.'),
    score: z.number().nullable().describe('The judge’s, from 0 to 1.'),
  })
  .openapi('AssertionResult');
export type AssertionResult = z.infer<typeof assertionResultSchema>;

export const bakeOffAnswerSchema = z
  .object({
    model: z.string(),
    outcome: z.enum(['answered', 'failed']),
    errorCode: z.string().nullable(),
    errorMessage: z.string().nullable(),
    text: z.string(),
    toolCalls: z.array(z.object({ name: z.string(), arguments: z.string() })),
    firstTokenMs: z.number().nullable(),
    durationMs: z.number(),
    promptTokens: z.number().nullable(),
    completionTokens: z.number().nullable(),
    costUsd: z.number().nullable(),
    passed: z.boolean().nullable(),
    assertions: z.array(assertionResultSchema),
  })
  .openapi('BakeOffAnswer');
export type BakeOffAnswer = z.infer<typeof bakeOffAnswerSchema>;

export const bakeOffResultSchema = z
  .object({
    position: z.int(),
    case: caseContentSchema,
    answers: z.array(bakeOffAnswerSchema).describe('In the order of the candidates.'),
  })
  .openapi('BakeOffResult');
export type BakeOffResult = z.infer<typeof bakeOffResultSchema>;

export const bakeOffReportSchema = z
  .object({
    agent: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
    bakeOff: measuredBakeOffSchema,
    results: z.array(bakeOffResultSchema),
  })
  .openapi('BakeOffReport');
export type BakeOffReport = z.infer<typeof bakeOffReportSchema>;
