import { gzipSync } from 'node:zlib';
import type { BrokenServer } from './broken-server.ts';
import { isFields, withChoices, withMessages, without, type Fields } from './fields.ts';
import type { Differences, Whole } from './good-server.ts';

function eachChoice(change: (choice: Fields) => Fields): Differences {
  return { completion: (json) => withChoices(json, change) };
}

function eachMessage(change: (message: Fields) => Fields): Differences {
  return { completion: (json) => withMessages(json, change) };
}

/** Writes something else in the place of a whole answer. */
function instead(change: (whole: Whole) => Whole): Differences {
  return { whole: (whole, asked) => (asked === null ? whole : change(whole)) };
}

/** Answers every good request, streamed or not, in the same way. */
function always(status: number, body: string, type = 'application/json'): Differences {
  return {
    beforeAnswer(_asked, response) {
      response.writeHead(status, { 'content-type': type }).end(body);
      return true;
    },
  };
}

const refusal = JSON.stringify({
  error: { message: 'That can’t be done.', type: 'invalid_request_error', param: null, code: null },
});

/** Row 4 and whole answers: what is missing from them, of another kind, or none at all. */
export const brokenCompletions: readonly BrokenServer[] = [
  {
    id: 'choices-missing',
    row: 4,
    evidence: 'openai-agents-python#2850, GenieX#801',
    server: { completion: (json) => without(json, 'choices') },
  },
  {
    id: 'choices-missing',
    row: 4,
    how: 'null',
    evidence: 'vLLM, langchain#35236',
    server: { completion: (json) => ({ ...json, choices: null }) },
  },
  ...['id', 'object', 'created', 'model'].map((name): BrokenServer => ({
    id: 'completion-fields-missing',
    row: null,
    how: name,
    server: { completion: (json) => without(json, name) },
  })),
  ...['index', 'finish_reason'].map((name): BrokenServer => ({
    id: 'completion-fields-missing',
    row: null,
    how: name,
    server: eachChoice((choice) => without(choice, name)),
  })),
  {
    id: 'completion-fields-missing',
    row: null,
    how: 'role',
    server: eachMessage((message) => without(message, 'role')),
  },
  {
    id: 'message-missing',
    row: null,
    evidence: 'the older completions’ `text`',
    server: eachChoice((choice) => ({ ...without(choice, 'message'), text: 'Hello' })),
  },
  {
    id: 'content-as-parts',
    row: null,
    evidence: 'Mistral’s reasoning models',
    server: eachMessage((message) =>
      typeof message['content'] === 'string'
        ? { ...message, content: [{ type: 'text', text: message['content'] }] }
        : message,
    ),
  },
  {
    id: 'content-not-text',
    row: null,
    server: eachMessage((message) =>
      typeof message['content'] === 'string' ? { ...message, content: { answer: 42 } } : message,
    ),
  },
  {
    id: 'thoughts-in-content',
    row: null,
    evidence: 'vLLM without a reasoning parser',
    server: eachMessage((message) =>
      typeof message['content'] === 'string'
        ? { ...message, content: `<think>Hm.</think>${message['content']}` }
        : message,
    ),
  },
  {
    id: 'empty-finish-reason',
    row: 25,
    how: 'in a whole answer',
    server: eachChoice((choice) => ({ ...choice, finish_reason: '' })),
  },
  {
    id: 'vendor-finish-reason',
    row: 27,
    how: 'in a whole answer',
    evidence: 'text-generation-inference; litellm#12481',
    server: eachChoice((choice) =>
      choice['finish_reason'] === 'stop' ? { ...choice, finish_reason: 'eos_token' } : choice,
    ),
  },
  {
    id: 'usage-missing',
    row: null,
    server: { completion: (json) => without(json, 'usage') },
  },
  {
    id: 'completion-fields-missing',
    row: null,
    how: 'a count of its usage',
    server: {
      completion: (json) =>
        isFields(json['usage']) ? { ...json, usage: without(json['usage'], 'total_tokens') } : json,
    },
  },
  {
    id: 'fields-of-another-kind',
    row: null,
    how: 'created with a fraction',
    evidence: 'Python’s time.time()',
    server: { completion: (json) => ({ ...json, created: 1_764_000_000.5 }) },
  },
  {
    id: 'object-wrong',
    row: null,
    server: { completion: (json) => ({ ...json, object: 'text_completion' }) },
  },
  {
    id: 'role-wrong',
    row: null,
    server: eachMessage((message) => ({ ...message, role: 'model' })),
  },
  {
    id: 'empty-answer',
    row: null,
    server: eachMessage((message) =>
      typeof message['content'] === 'string' ? { ...message, content: '' } : message,
    ),
  },
  {
    id: 'blank-lines-first',
    row: null,
    evidence: 'DeepSeek, while the model works; sglang#3689',
    server: instead((whole) => ({ ...whole, body: `${'\n'.repeat(100)}${String(whole.body)}` })),
  },
  {
    id: 'byte-order-mark-before-json',
    row: null,
    server: instead((whole) => ({ ...whole, body: `\uFEFF${String(whole.body)}` })),
  },
  { id: 'empty-body', row: null, server: instead((whole) => ({ ...whole, body: '' })) },
  { id: 'not-json', row: null, server: instead((whole) => ({ ...whole, body: 'Hello' })) },
  {
    id: 'stream-unasked',
    row: null,
    server: { reads: (body) => ({ ...body, stream: true }) },
  },
  {
    id: 'continue-unasked',
    row: null,
    server: {
      onRequest(_request, response) {
        response.writeContinue();
        return false;
      },
    },
  },
  {
    id: 'continue-unasked',
    row: null,
    how: 'before streams alone',
    server: {
      beforeAnswer({ streamed }, response) {
        if (streamed) response.writeContinue();
        return false;
      },
    },
  },
  {
    id: 'compressed-unasked',
    row: null,
    server: instead(({ status, headers, body }) => ({
      status,
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: gzipSync(body),
    })),
  },
  {
    id: 'compressed-unasked',
    row: null,
    how: 'a small body that unpacks to 32 MB',
    server: instead(({ status, headers }) => ({
      status,
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: gzipSync(Buffer.alloc(32 * 1_048_576)),
    })),
  },
  {
    id: 'cut-answer',
    row: null,
    server: {
      beforeAnswer({ streamed }, response) {
        if (streamed) return false;
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
        response.write('{"id":"chatcmpl-1",', () => response.destroy());
        return true;
      },
    },
  },
  {
    id: 'cut-answer',
    row: null,
    how: 'in drops that never come to an end',
    server: {
      beforeAnswer({ streamed }, response) {
        if (streamed) return false;
        response.writeHead(200, { 'content-type': 'application/json' });
        const drops = setInterval(() => response.write(' '), 50);
        response.on('close', () => clearInterval(drops));
        return true;
      },
    },
    options: { exchangeLimitMs: 700 },
  },
  {
    id: 'endless-answer',
    row: null,
    how: '100 MB',
    server: {
      beforeAnswer({ streamed }, response) {
        if (streamed) return false;
        response.writeHead(200, { 'content-type': 'application/json' });
        const megabyte = Buffer.alloc(1_048_576, ' ');
        let left = 100;
        const more = (): void => {
          while (left > 0 && response.write(megabyte)) left -= 1;
          if (left <= 0) response.end();
        };
        response.on('drain', more);
        more();
        return true;
      },
    },
  },
  { id: 'credential-refused', row: null, server: { admits: () => false } },
  { id: 'model-not-found', row: null, server: {}, target: { modelId: 'another-model' } },
  { id: 'rate-limited', row: null, server: always(429, refusal) },
  { id: 'server-error', row: null, server: always(500, refusal) },
  {
    id: 'server-error',
    row: null,
    how: 'a proxy’s page',
    server: always(502, '<html><h1>502 Bad Gateway</h1></html>', 'text/html'),
  },
  { id: 'documented-request-refused', row: null, server: always(422, refusal) },
];
