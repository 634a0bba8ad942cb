import { z } from '@hono/zod-openapi';

const evidenceSchema = z
  .object({
    request: z.string().describe('Request line, headers and body as sent, the credential masked.'),
    status: z.int().nullable().describe('Null where no answer came.'),
    contentType: z.string().nullable(),
    headers: z.string().nullable(),
    body: z.string().nullable().describe('The bytes that matter, at most 4,000 characters.'),
    ended: z.string().nullable().describe('How it ended, in words, where that matters.'),
    durationMs: z.number(),
  })
  .openapi('CheckEvidence');
export type CheckEvidence = z.infer<typeof evidenceSchema>;

const findingSchema = z
  .object({
    id: z.string().describe('Names the deviation; stable.'),
    grade: z
      .enum(['breaks', 'deviates', 'fine'])
      .describe(
        '`breaks` real clients, `deviates` from the format in a way that some client minds, or unusual and `fine`.',
      ),
    message: z.string().describe('What the endpoint does.'),
    consequence: z.string().describe('What it means for whoever calls.'),
    fix: z.string(),
    evidence: evidenceSchema.nullable(),
  })
  .openapi('CheckFinding');
export type CheckFinding = z.infer<typeof findingSchema>;

const outcomes = ['passed', 'warned', 'failed', 'skipped'] as const;

const checkResultSchema = z
  .object({
    id: z.string(),
    promise: z.string().describe('What the check holds the endpoint to, in one sentence.'),
    clause: z.string().describe('Where the promise comes from.'),
    required: z.boolean(),
    outcome: z.enum(outcomes),
    message: z.string().describe('What was found, in a sentence.'),
    durationMs: z.number(),
    findings: z.array(findingSchema).readonly().describe('Worst first.'),
    evidence: evidenceSchema.nullable(),
  })
  .openapi('CheckResult');
export type CheckResult = z.infer<typeof checkResultSchema>;

const percentilesSchema = z.object({ p50: z.number(), p95: z.number() });

const speedSchema = z
  .object({
    turns: z.int().describe('Streamed turns that were measured, one after another.'),
    connectMs: z.number().nullable(),
    firstTokenMs: percentilesSchema,
    firstSentenceMs: percentilesSchema.nullable(),
    tokensPerSecond: z.number().nullable(),
    grade: z
      .enum(['excellent', 'good', 'slow', 'unfit_for_calls'])
      .describe('First token (p50) within 300 ms, 800 ms, 2 s, or later.'),
  })
  .openapi('EndpointSpeed');
export type EndpointSpeed = z.infer<typeof speedSchema>;

const learnedSchema = z
  .object({
    streaming: z.boolean().nullable(),
    developerRole: z.boolean().nullable().describe('Takes messages of the role `developer`.'),
    refusedFields: z
      .array(z.string())
      .readonly()
      .describe('Request fields that it answers with an error.'),
    unknownFieldsRefused: z.boolean().nullable(),
    tools: z.boolean().nullable(),
    parallelToolCalls: z.boolean().nullable(),
    structuredOutput: z.boolean().nullable(),
    usageInStream: z.boolean().nullable(),
  })
  .describe('What it can do as far as was seen; null where it was not.')
  .openapi('LearnedCapabilities');
export type LearnedCapabilities = z.infer<typeof learnedSchema>;

export const checkReportSchema = z
  .object({
    ready: z.boolean().describe('Whether every required check passed.'),
    headline: z.string().describe('The one thing to know, in a sentence.'),
    url: z.string().describe('The address that was called.'),
    modelId: z.string(),
    checkedAt: z.iso.datetime(),
    durationMs: z.number(),
    complete: z.boolean().describe('False where time ran out: some checks were not run.'),
    firstTokenMs: z.number().nullable(),
    answer: z.string().nullable().describe('What the model said.'),
    speed: speedSchema.nullable(),
    capabilities: learnedSchema,
    checks: z
      .array(checkResultSchema)
      .readonly()
      .describe('What matters most first: failed, warned, passed, skipped.'),
  })
  .openapi('CheckReport');
export type CheckReport = z.infer<typeof checkReportSchema>;

/** What a run tells on its way; each is an event of the stream, named by its kind. */
export type CheckProgress =
  | { readonly kind: 'planned'; readonly checks: readonly PlannedCheck[] }
  | { readonly kind: 'started'; readonly id: string }
  | { readonly kind: 'result'; readonly result: CheckResult };
export type PlannedCheck = Pick<CheckResult, 'id' | 'promise' | 'required'>;

const checkLimitMsMax = 120_000;

export const checkQuery = z.object({
  limitMs: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(checkLimitMsMax)
    .default(30_000)
    .describe('How long the run may take; what was found by then is the report.'),
});

const depth = z
  .enum(['full', 'light'])
  .describe('`full`: the whole checklist; `light`: the few checks that run on a schedule.');

/** A report as it was kept, without what stands in it. */
export const keptCheckSchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    depth,
    ready: z.boolean(),
    headline: z.string(),
    stale: z.boolean().describe('Whether the connection was changed since.'),
  })
  .openapi('ConnectionCheck');
export type KeptCheck = z.infer<typeof keptCheckSchema>;

export const keptCheckWithReportSchema = keptCheckSchema
  .extend({ report: checkReportSchema })
  .openapi('ConnectionCheckWithReport');
export type KeptCheckWithReport = z.infer<typeof keptCheckWithReportSchema>;
