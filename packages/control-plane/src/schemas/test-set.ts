import { z } from '@hono/zod-openapi';
import { nameSchema } from './name.ts';
import { takeBack } from './take-back.ts';

const assertionsMax = 20;
const ignoreCase = z.boolean().optional().describe('`false` by default.');
const wanted = z.string().min(1, 'Give a text.').max(2_000, 'Use at most 2,000 characters.');

export const assertionSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('contains'), text: wanted, ignoreCase }),
    z.strictObject({ kind: z.literal('not_contains'), text: wanted, ignoreCase }),
    z.strictObject({
      kind: z.literal('regex'),
      pattern: wanted.describe(
        'In the syntax of RE2: no back-references and no look-around, so that none takes long.',
      ),
      ignoreCase,
    }),
    z.strictObject({
      kind: z.literal('json_schema'),
      schema: z
        .record(z.string(), z.unknown())
        .describe('JSON Schema 2020-12 that the answer, read as JSON, must match.'),
    }),
    z.strictObject({
      kind: z.literal('tool_called'),
      name: z.string().min(1, 'Name the tool.').max(200),
      arguments: z
        .record(z.string(), z.unknown())
        .optional()
        .describe('What the arguments must hold at least; left out, any will do.'),
    }),
    z.strictObject({
      kind: z.literal('judge'),
      rubric: z.string().min(1, 'Say what a good answer is.').max(10_000),
      minScore: z
        .number()
        .min(0)
        .max(1)
        .optional()
        .describe('The score, from 0 to 1, that passes. 0.7 by default.'),
    }),
  ])
  .openapi('Assertion');
export type Assertion = z.infer<typeof assertionSchema>;

const messageSchema = z
  .looseObject({ role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']) })
  .openapi('TestMessage');

export const caseContentSchema = z
  .strictObject({
    name: nameSchema.optional(),
    messages: z
      .array(messageSchema)
      .min(1, 'Give at least one message.')
      .max(500, 'Use at most 500 messages.'),
    tools: z.array(z.record(z.string(), z.unknown())).max(128).optional(),
    tool_choice: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
    response_format: z.record(z.string(), z.unknown()).optional(),
    ideal: z
      .string()
      .max(20_000)
      .optional()
      .describe('An answer as good as any: shown beside the models’, and told to the judge.'),
    assertions: z
      .array(assertionSchema)
      .max(assertionsMax, `Use at most ${assertionsMax} assertions.`)
      .optional(),
  })
  .openapi('CaseContent');
export type CaseContent = z.infer<typeof caseContentSchema>;

export const testCaseSchema = caseContentSchema
  .extend({ id: z.string(), position: z.int().describe('Their order, with gaps.') })
  .openapi('TestCase');
export type TestCase = z.infer<typeof testCaseSchema>;

export const changedCaseSchema = takeBack(testCaseSchema, caseContentSchema).openapi(
  'ChangedTestCase',
);

export const newTestSetSchema = z.strictObject({ name: nameSchema }).openapi('NewTestSet');

export const testSetSchema = z
  .object({
    id: z.string(),
    agentId: z.string(),
    name: z.string(),
    cases: z.int().nonnegative(),
    promptTokens: z
      .int()
      .nonnegative()
      .describe(
        'What all prompts come to, roughly: four characters a token, without instructions.',
      ),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi('TestSet');
export type TestSet = z.infer<typeof testSetSchema>;

export const newTestCasesSchema = z
  .strictObject({
    cases: z.array(caseContentSchema).min(1, 'Give at least one case.').max(500).optional(),
    jsonLines: z
      .string()
      .optional()
      .describe('A case a line, each a JSON object; `input` may stand for `messages`.'),
    onlyCheck: z
      .boolean()
      .optional()
      .describe('Judges them and adds none: for a file that is sent in several requests.'),
  })
  .openapi('NewTestCases');

export const turnCandidateSchema = z
  .object({
    requestId: z.string(),
    startedAt: z.iso.datetime(),
    case: caseContentSchema,
  })
  .openapi('CapturedTestCase');
export type CapturedTestCase = z.infer<typeof turnCandidateSchema>;
