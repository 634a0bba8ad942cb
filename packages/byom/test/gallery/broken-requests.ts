import type { BrokenServer } from './broken-server.ts';
import { fieldsIn, isFields, withDeltas, without, type Fields } from './fields.ts';
import type { Asked, Differences, Whole } from './good-server.ts';
import { refuse } from './refuse.ts';

/** Rows 2, 43 and 45, and whatever else goes wrong with what is asked. */
export const brokenRequests: readonly BrokenServer[] = [
  {
    id: 'wrong-credential-accepted',
    row: null,
    server: { admits: (good, { headers }) => good || headers.authorization !== undefined },
  },
  {
    id: 'missing-credential-accepted',
    row: null,
    server: { admits: (good, { headers }) => good || headers.authorization === undefined },
  },
  {
    id: 'missing-credential-accepted',
    row: null,
    how: 'in the x-api-key header',
    server: {
      auth: 'x-api-key',
      admits: (good, { headers }) => good || headers['x-api-key'] === undefined,
    },
    target: {
      auth: { method: 'x-api-key', credential: { reveal: () => 'gallery-credential-0123456789' } },
    },
  },
  { id: 'refusal-status', row: null, server: { whole: withStatus(401, 400) } },
  {
    id: 'refusal-status',
    row: null,
    how: 'a redirect to a login page',
    server: {
      whole: (whole) =>
        whole.status === 401
          ? { status: 302, headers: { location: '/login' }, body: '<html>Log in</html>' }
          : whole,
    },
  },
  {
    id: 'error-with-status-200',
    row: 2,
    how: 'for a bad credential alone',
    server: { whole: withStatus(401, 200) },
  },
  {
    id: 'error-with-status-200',
    row: 2,
    how: 'and a string for the error',
    evidence: 'LM Studio, “Returning 200 anyway”',
    server: {
      error: () => ({ error: 'Something went wrong' }),
      whole: (whole) => (whole.status >= 400 ? { ...whole, status: 200 } : whole),
    },
  },
  ...Object.entries({
    'a string': { error: 'Invalid request' },
    'an array': [{ error: { message: 'Invalid request', code: 400 } }],
    'FastAPI’s detail': { detail: [{ loc: ['body'], msg: 'field required', type: 'missing' }] },
    HTML: '<!doctype html><title>400 Bad Request</title><h1>Bad Request</h1>',
    'no message': { error: { code: 400 } },
  }).map(([how, body]) => ({
    id: 'error-body-not-openai',
    row: 45,
    how,
    server: { error: () => body },
  })),
  { id: 'error-status', row: null, server: { whole: withStatus(400, 500) } },
  {
    id: 'bad-json-accepted',
    row: null,
    server: { whole: answersInstead('could not parse the JSON') },
  },
  {
    id: 'missing-messages-accepted',
    row: null,
    evidence: 'hand-written servers that read `messages` with an empty list as its default',
    server: { whole: answersInstead('Missing required parameter') },
  },
  {
    id: 'fields-refused',
    row: 43,
    how: 'those it doesn’t know',
    evidence: 'Mistral’s 422 `extra_forbidden`',
    server: refusing(({ body }) => 'x_jackfield_unknown' in body, 422),
  },
  ...['frequency_penalty', 'seed', 'stop', 'max_tokens'].map((field) => ({
    id: 'fields-refused',
    row: 43,
    how: field,
    server: refusing(({ body }) => field in body, 400),
  })),
  {
    id: 'content-parts-refused',
    row: null,
    server: refusing(({ messages }) => messages.some(({ content }) => Array.isArray(content)), 422),
  },
  {
    id: 'content-parts-refused',
    row: null,
    how: 'by failing',
    evidence: 'servers that call a method of text on a list',
    server: refusing(({ messages }) => messages.some(({ content }) => Array.isArray(content)), 500),
  },
  ...['system', 'developer'].map((refused) => ({
    id: `${refused}-role-refused`,
    row: null,
    server: refusing(({ messages }) => messages.some(({ role }) => role === refused), 400),
  })),
  {
    id: 'assistant-first-refused',
    row: null,
    server: refusing(({ messages }) => messages[0]?.['role'] === 'assistant', 400),
  },
  {
    id: 'empty-turns-refused',
    row: null,
    server: refusing(({ messages }) => messages.some(({ content }) => content === ''), 400),
  },
  {
    id: 'repeated-roles-refused',
    row: null,
    evidence: 'chat templates that raise “Conversation roles must alternate”',
    server: refusing(
      ({ messages }) =>
        messages.some(
          ({ role }, index) => role === 'user' && messages[index - 1]?.['role'] === role,
        ),
      400,
    ),
  },
  { id: 'stop-ignored', row: null, server: { reads: (body) => without(body, 'stop') } },
  { id: 'max-tokens-ignored', row: null, server: { reads: (body) => without(body, 'max_tokens') } },
  {
    id: 'temperature-zero-refused',
    row: null,
    evidence: 'TGI: “`temperature` must be strictly positive”',
    server: refusing(({ body }) => body['temperature'] === 0, 422),
  },
  {
    id: 'structured-output-ignored',
    row: null,
    server: { reads: (body) => without(body, 'response_format') },
  },
  {
    id: 'structured-output-wrong',
    row: null,
    server: {
      completion: (json, { body }) =>
        'response_format' in body ? saying(json, '{"town": "Oslo"}') : json,
    },
  },
  {
    id: 'unicode-refused',
    row: null,
    server: refusing(({ messages }) => /\P{ASCII}/u.test(JSON.stringify(messages)), 500),
  },
  {
    id: 'broken-utf8',
    row: null,
    how: 'é of a whole answer as in Latin-1',
    server: {
      whole: (whole) => ({
        ...whole,
        body: Buffer.from(
          Buffer.from(whole.body).toString('latin1').replaceAll('Ã©', 'é'),
          'latin1',
        ),
      }),
    },
  },
  {
    id: 'characters-split',
    row: null,
    server: {
      chunks: (chunks) =>
        chunks.flatMap((chunk) => {
          const [choice] = fieldsIn(chunk['choices']);
          const delta = isFields(choice?.['delta']) ? choice['delta'] : {};
          const content = typeof delta['content'] === 'string' ? delta['content'] : '';
          const at = content.search(/[\uDC00-\uDFFF]/);
          if (at < 0) return [chunk];
          return [content.slice(0, at), content.slice(at)].map((piece) =>
            withDeltas(chunk, (whole) => ({ ...whole, content: piece })),
          );
        }),
    },
  },
  {
    id: 'broken-utf8',
    row: null,
    how: 'lost in whole answers',
    server: {
      whole: (whole) => ({
        ...whole,
        body: String(whole.body).replaceAll(/\P{ASCII}/gu, '\uFFFD'),
      }),
    },
  },
  {
    id: 'long-input-refused',
    row: null,
    server: refusing(({ messages }) => charactersOf(messages) > 16_000, 400),
  },
  {
    id: 'long-input-refused',
    row: null,
    how: 'although its owner speaks of 4,096 tokens',
    target: { contextTokens: 4_096 },
    server: refusing(({ messages }) => charactersOf(messages) > 8_000, 400),
  },
  {
    id: 'large-message-refused',
    row: null,
    server: refusing(
      ({ messages }) => messages.some(({ content }) => String(content).length > 32_768),
      400,
    ),
  },
  {
    id: 'body-limit',
    row: null,
    evidence: 'Express’s `express.json()`, which takes 100 kB unless told otherwise',
    server: {
      onRequest(request, response) {
        if (Number(request.headers['content-length']) < 100_000) return false;
        request.resume();
        return refuse(response, 413, 'request entity too large');
      },
    },
  },
];

interface Refusable {
  readonly body: Fields;
  readonly messages: readonly Fields[];
}

function refusing(refuses: (asked: Refusable) => boolean, status: number): Differences {
  return {
    beforeAnswer({ body }: Asked, response) {
      const messages = fieldsIn(body['messages']);
      return refuses({ body, messages }) ? refuse(response, status, 'Not here.') : false;
    },
  };
}

function withStatus(from: number, to: number): (whole: Whole) => Whole {
  return (whole) => (whole.status === from ? { ...whole, status: to } : whole);
}

/** Answers where the good server tells this error. */
function answersInstead(error: string): (whole: Whole) => Whole {
  const message = { role: 'assistant', content: 'Hello?', refusal: null };
  const completion = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'good-model',
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
  };
  return (whole) =>
    String(whole.body).includes(error)
      ? { ...whole, status: 200, body: JSON.stringify(completion) }
      : whole;
}

function saying(json: Fields, content: string): Fields {
  const choices = fieldsIn(json['choices']).map((choice) => ({
    ...choice,
    message: { ...(isFields(choice['message']) ? choice['message'] : {}), content },
  }));
  return { ...json, choices };
}

/** As a model counts them: white space costs nearly nothing. */
function charactersOf(messages: readonly Fields[]): number {
  return messages.reduce(
    (sum, { content }) => sum + String(content).replaceAll(/\s+/g, ' ').length,
    0,
  );
}
