import { expect, test } from 'vitest';
import type { Capabilities } from '../src/check/capabilities.ts';
import { checks, runChecks } from '../src/index.ts';
import { fieldsIn, without, type Fields } from './gallery/fields.ts';
import { credential, modelId, startGoodServer, type Differences } from './gallery/good-server.ts';
import { refuse } from './gallery/refuse.ts';

function refusing(refuses: (body: Fields) => boolean): Differences {
  return {
    beforeAnswer: ({ body }, response) => refuses(body) && refuse(response, 400, 'Not here.'),
  };
}

const everything: Capabilities = {
  streaming: true,
  developerRole: true,
  refusedFields: [],
  unknownFieldsRefused: false,
  tools: true,
  parallelToolCalls: true,
  structuredOutput: true,
  usageInStream: true,
};

/** What the gateway goes by when it sends turns to such an endpoint. */
const cases: readonly [what: string, server: Differences, learned: Partial<Capabilities>][] = [
  ['everything', {}, {}],
  [
    'that it takes no developer messages',
    refusing(({ messages }) => fieldsIn(messages).some(({ role }) => role === 'developer')),
    { developerRole: false },
  ],
  [
    'each field that it refuses, whichever check met it',
    refusing((body) => ['seed', 'user', 'stop'].some((field) => field in body)),
    { refusedFields: ['seed', 'stop', 'user'] },
  ],
  [
    'that it takes the limit of tokens under its newer name alone',
    refusing((body) => 'max_tokens' in body),
    { refusedFields: ['max_tokens'] },
  ],
  [
    'that it takes no limit of tokens',
    refusing((body) => 'max_tokens' in body || 'max_completion_tokens' in body),
    { refusedFields: ['max_completion_tokens', 'max_tokens'] },
  ],
  [
    'that it refuses what it doesn’t know',
    refusing((body) => Object.keys(body).some((field) => field.startsWith('x_'))),
    { unknownFieldsRefused: true },
  ],
  [
    'that it takes no tools',
    refusing((body) => 'tools' in body),
    { tools: false, parallelToolCalls: null },
  ],
  [
    'that its model calls no tools',
    { reads: (body) => without(body, 'tools') },
    { tools: false, parallelToolCalls: false },
  ],
  [
    'that it calls one tool at a time',
    { reads: (body) => ({ ...body, parallel_tool_calls: false }) },
    { parallelToolCalls: false },
  ],
  [
    'that it has no structured output',
    refusing((body) => 'response_format' in body),
    { structuredOutput: false },
  ],
];

test.each(cases)('a check learns %s', async (_what, differences, learned) => {
  await using server = await startGoodServer(differences);
  const auth = { method: 'bearer', credential: { reveal: () => credential } } as const;
  const target = { url: server.url, modelId, auth, streaming: true };
  const { capabilities } = await runChecks(target, { checks });
  const sorted = { ...capabilities, refusedFields: capabilities.refusedFields.toSorted() };
  expect(sorted).toEqual({ ...everything, ...learned });
});
