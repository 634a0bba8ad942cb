import { gzipSync } from 'node:zlib';
import type { BrokenServer } from './broken-server.ts';
import { withChoices, withDeltas, without } from './fields.ts';
import type { Differences } from './good-server.ts';

/** Its stream breaks off after a few words, and says something else instead. */
function breaksOffWith(...last: string[]): Differences {
  return { writes: (events) => [...events.slice(0, 4), ...last] };
}

/** Something stands between its events that is none of OpenAI's. */
function between(event: string): Differences {
  return { writes: (events) => [...events.slice(0, 3), event, ...events.slice(3)] };
}

/** Answers something else where a stream was asked for. */
function insteadOfStream(type: string, body: string, status = 200): Differences {
  return {
    beforeAnswer({ streamed }, response) {
      if (streamed) response.writeHead(status, { 'content-type': type }).end(body);
      return streamed;
    },
  };
}

const failure = { message: 'The model ran out of memory.', type: 'server_error' };

/** Rows 1 to 20 and 46: streams that are none, or that some client can't read to their end. */
export const brokenStreams: readonly BrokenServer[] = [
  {
    id: 'stream-ignored',
    row: 1,
    evidence: 'a hand-written server that never reads `stream`',
    server: { reads: (body) => ({ ...body, stream: false }) },
  },
  {
    id: 'error-with-status-200',
    row: 2,
    evidence: 'LM Studio, lmstudio-bug-tracker#618',
    server: {
      whole: (whole, asked) =>
        asked === null ? whole : { ...whole, body: '{"error":"Unexpected endpoint or method."}' },
    },
  },
  {
    id: 'error-with-status-200',
    row: 2,
    how: 'when streamed',
    server: insteadOfStream('application/json', JSON.stringify({ error: failure })),
  },
  {
    id: 'html-answer',
    row: 3,
    how: 'when streamed',
    server: insteadOfStream('text/html', '<!doctype html><title>Log in</title>'),
  },
  {
    id: 'event-without-choices',
    row: 4,
    evidence: 'vLLM, langchain#35236',
    server: between('data: {"id":"1","object":"chat.completion.chunk","choices":null}\n\n'),
  },
  {
    id: 'error-inside-stream',
    row: 5,
    evidence: 'llama.cpp#14566',
    server: breaksOffWith(`data: ${JSON.stringify({ error: failure })}\n\n`),
  },
  {
    id: 'error-inside-stream',
    row: 5,
    how: 'by the name of its event, before the first word',
    server: { writes: () => [`event: error\ndata: ${JSON.stringify(failure)}\n\n`] },
  },
  {
    id: 'error-line',
    row: 6,
    evidence: 'early llama.cpp server',
    server: breaksOffWith(`error: ${JSON.stringify(failure)}\n\n`),
  },
  {
    id: 'error-line',
    row: 6,
    how: 'before the first word',
    server: { writes: () => [`error: ${JSON.stringify(failure)}\n\n`] },
  },
  {
    id: 'object-error-event',
    row: 7,
    evidence: 'older vLLM',
    server: breaksOffWith(
      `data: ${JSON.stringify({ object: 'error', ...failure })}\n\n`,
      'data: [DONE]\n\n',
    ),
  },
  {
    id: 'stream-truncated',
    row: 9,
    evidence: 'vllm#52852',
    server: { writes: (events) => events.slice(0, -2) },
  },
  {
    id: 'finish-reason-missing',
    row: null,
    server: {
      chunks: (chunks) =>
        chunks.map((chunk) => withChoices(chunk, (one) => ({ ...one, finish_reason: null }))),
    },
  },
  {
    id: 'comment-as-data',
    row: 15,
    evidence: 'Vertex partner models, opencode#50871',
    server: between('data: : keepalive\n\n'),
  },
  {
    id: 'empty-data',
    row: 16,
    evidence: 'opencodex#1188, copilot-api#88',
    server: between('data:\n\n'),
  },
  { id: 'ping-event', row: 17, server: between('event: ping\ndata: {}\n\n') },
  {
    id: 'ping-event',
    row: 17,
    how: 'with a type',
    server: between('event: ping\ndata: {"type":"ping"}\n\n'),
  },
  {
    id: 'single-newline',
    row: 18,
    evidence: 'common in hand-written servers',
    server: { writeEvent: (data) => `data: ${data}\n` },
  },
  {
    id: 'malformed-event',
    row: 18,
    how: 'two chunks in one event',
    server: {
      writes: ([first = '', second = '', ...events]) => [
        first.replace('\n\n', '') + second.replace('data: ', ''),
        ...events,
      ],
    },
  },
  { id: 'malformed-event', row: null, how: 'words', server: between('data: one moment\n\n') },
  {
    id: 'multi-line-json',
    row: 19,
    evidence: 'a published sample of a streaming endpoint',
    server: {
      writeEvent: (data) =>
        data === '[DONE]'
          ? 'data: [DONE]\n\n'
          : `data: ${JSON.stringify(JSON.parse(data), null, 2)}\n\n`,
    },
  },
  {
    id: 'json-lines',
    row: 20,
    evidence: 'LitServe#359',
    server: { writeEvent: (data) => (data === '[DONE]' ? '' : `${data}\n`) },
  },
  {
    id: 'event-stream-over-json',
    row: 21,
    server: insteadOfStream(
      'text/event-stream',
      JSON.stringify({
        object: 'chat.completion',
        choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' } }],
      }),
    ),
  },
  {
    id: 'cut-mid-event',
    row: 46,
    server: {
      writes: (events) => [...events.slice(0, 4), (events[4] ?? '').slice(0, 30)],
      end: (response) => response.destroy(),
    },
  },
  {
    id: 'cut-mid-event',
    row: 46,
    how: 'with a proper end of the connection',
    server: { writes: (events) => [...events.slice(0, 4), (events[4] ?? '').slice(0, 30)] },
  },
  {
    id: 'cut-mid-event',
    row: 46,
    how: 'before the blank line that ends its last event',
    evidence: 'hand-written servers that write line breaks between events rather than after them',
    server: { writes: (events) => [events.slice(0, -1).join('').trimEnd()] },
  },
  {
    id: 'stream-never-ends',
    row: null,
    server: { writes: (events) => events.slice(0, 4), end: () => {} },
    options: { exchangeLimitMs: 700 },
  },
  {
    id: 'stream-never-ends',
    row: null,
    how: 'although it said [DONE]',
    server: { end: () => {} },
    options: { exchangeLimitMs: 700 },
  },
  {
    id: 'endless-answer',
    row: null,
    how: 'when streamed',
    server: {
      *writes(events) {
        const padding = `: ${'.'.repeat(65_536)}\n`;
        for (;;) yield padding + (events[1] ?? '');
      },
    },
  },
  { id: 'empty-stream', row: null, server: insteadOfStream('text/event-stream', '') },
  {
    id: 'not-a-stream',
    row: null,
    server: insteadOfStream('text/plain', 'Streaming will be here soon.'),
  },
  {
    id: 'stream-fails',
    row: null,
    server: insteadOfStream('application/json', JSON.stringify({ error: failure }), 500),
  },
  {
    id: 'stream-fails',
    row: null,
    how: 'by closing the connection',
    server: {
      beforeAnswer({ streamed }, response) {
        if (streamed) response.destroy();
        return streamed;
      },
    },
  },
  {
    id: 'empty-answer',
    row: null,
    how: 'when streamed',
    server: {
      chunks: (chunks) =>
        chunks.map((chunk) => withDeltas(chunk, (one) => without(one, 'content'))),
    },
  },
  {
    id: 'compressed-unasked',
    row: null,
    how: 'when streamed',
    server: {
      head: ({ status, headers }) => ({
        status,
        headers: { ...headers, 'content-encoding': 'gzip' },
      }),
      writes: (events) => [gzipSync(events.join(''))],
    },
  },
  { id: 'streaming-available', row: null, server: {}, target: { streaming: false } },
];
