import type { EndpointTarget } from '../../src/endpoint/endpoint-target.ts';
import { fieldsIn, withChoices, withMessages, without } from './fields.ts';
import { modelId, type Asked, type Differences } from './good-server.ts';
import { refuse } from './refuse.ts';

type GoodServer = readonly [
  name: string,
  differences: Differences,
  target: Partial<EndpointTarget>,
];

/** What good servers do differently with what they are asked, and none of it to be held against them. */
export const goodRequests: readonly GoodServer[] = [
  [
    'that answers whatever model is asked for',
    { models: [modelId, 'jackfield-check-no-such-model'] },
    {},
  ],
  [
    'that refuses a bad credential with 403',
    { whole: (whole) => (whole.status === 401 ? { ...whole, status: 403 } : whole) },
    {},
  ],
  [
    'that ends a forced call with `stop`, as gpt-4o was seen to',
    {
      completion: (json, { body }) =>
        'tool_choice' in body
          ? withChoices(json, (choice) => ({ ...choice, finish_reason: 'stop' }))
          : json,
    },
    {},
  ],
  ['that takes no tools and says so', refusing(({ body }) => 'tools' in body), {}],
  ['that takes no forced calls', refusing(({ body }) => 'tool_choice' in body), {}],
  [
    'whose model answers in words, whatever tools it has',
    { reads: (body) => without(body, 'tools', 'tool_choice') },
    {},
  ],
  [
    'whose model calls one tool at a time',
    { reads: (body) => ({ ...body, parallel_tool_calls: false }) },
    {},
  ],
  [
    'that has no structured output and says so',
    refusing(({ body }) => 'response_format' in body),
    {},
  ],
  [
    'that takes as many tokens as its owner says, and no more',
    refusing(({ body }) => tokensOf(body) > 4_096),
    { contextTokens: 4_096 },
  ],
  [
    'that thinks until its limit of tokens is reached',
    {
      completion: (json, { body }) =>
        body['max_tokens'] === 5
          ? withMessages(json, (message) => ({ ...message, content: '' }))
          : json,
    },
    {},
  ],
  [
    'that leaves the stop text in',
    {
      completion: (json, { body }) =>
        'stop' in body
          ? withMessages(json, (message) => ({
              ...message,
              content: `${String(message['content'])}five`,
            }))
          : json,
    },
    {},
  ],
  ['that fails once in a while', failingOnce(), {}],
];

function refusing(refuses: (asked: Asked) => boolean): Differences {
  return {
    beforeAnswer: (asked, response) => refuses(asked) && refuse(response, 400, 'Not here.'),
  };
}

/** At the first turn of each kind that one turn alone would judge. */
function failingOnce(): Differences {
  const failed = new Set<string>();
  return {
    beforeAnswer({ body }, response) {
      const kind = JSON.stringify(body);
      const isPlain = !/"tools"|"stop"|"system"|"developer"|"temperature":0,|"seed"/.test(kind);
      if (isPlain || failed.has(kind)) return false;
      failed.add(kind);
      return refuse(response, 503, 'Overloaded.');
    },
  };
}

/** Four characters a token, and five tokens more for each message; white space costs nothing. */
function tokensOf(body: Record<string, unknown>): number {
  const messages = fieldsIn(body['messages']).map(({ content }) => String(content));
  return messages.reduce((sum, text) => sum + text.replaceAll(/\s+/g, ' ').length / 4 + 5, 0);
}
