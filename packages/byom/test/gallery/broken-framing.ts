import { setTimeout as wait } from 'node:timers/promises';
import type { BrokenServer } from './broken-server.ts';
import { withDeltas } from './fields.ts';
import type { Differences } from './good-server.ts';

/** Long enough that whoever waits for it was kept waiting, which is what the check asks for. */
const heldBackMs = 450;

function ofType(type: string | null): Differences {
  return {
    head: ({ status }) => ({ status, headers: type === null ? {} : { 'content-type': type } }),
  };
}

/** Rows 8 to 14, 21, 22 and 47: streams that are written otherwise than OpenAI's. */
export const brokenFraming: readonly BrokenServer[] = [
  {
    id: 'done-missing',
    row: 8,
    evidence: 'text-generation-inference#1896; vllm-mlx#101',
    server: { writes: (events) => events.slice(0, -1) },
  },
  {
    id: 'data-without-space',
    row: 10,
    evidence: 'openai-python#498 (Spring); langchain_dart#778 (LongCat)',
    server: { writeEvent: (data) => `data:${data}\n\n` },
  },
  {
    id: 'crlf-line-ends',
    row: 11,
    evidence: 'sse-starlette, llama-cpp-python#1188',
    server: { writeEvent: (data) => `data: ${data}\r\n\r\n` },
  },
  { id: 'cr-line-ends', row: 12, server: { writeEvent: (data) => `data: ${data}\r\r` } },
  {
    id: 'blank-lines-first',
    row: null,
    how: 'when streamed',
    server: { writes: (events) => ['\n'.repeat(100), ...events] },
  },
  {
    id: 'blank-lines-first',
    row: null,
    how: 'one, when streamed',
    server: { writes: (events) => ['\n', ...events] },
  },
  { id: 'byte-order-mark', row: 12, server: { writes: (events) => ['\uFEFF', ...events] } },
  {
    id: 'comments',
    row: 13,
    evidence: 'OpenRouter, brainlid/langchain#569',
    server: { writes: (events) => [': PROCESSING\n\n', ...events] },
  },
  {
    id: 'event-ids',
    row: 14,
    evidence: 'llmgateway#2334, openai-python#2722',
    server: { writeEvent: (data) => `id: 7\ndata: ${data}\n\n` },
  },
  { id: 'content-type-wrong', row: 21, how: 'text/plain', server: ofType('text/plain') },
  {
    id: 'content-type-wrong',
    row: 21,
    how: 'application/json',
    server: ofType('application/json'),
  },
  { id: 'content-type-wrong', row: 21, how: 'none', server: ofType(null) },
  {
    id: 'utf8-split-across-reads',
    row: 22,
    evidence: 'Fabric#2203, claude-code-router#1672',
    server: {
      writes: (events) =>
        events.flatMap((event) => {
          const bytes = Buffer.from(event);
          const inLetter = bytes.findIndex((byte) => byte >= 0xc0) + 1;
          return [bytes.subarray(0, inLetter), bytes.subarray(inLetter)];
        }),
    },
  },
  {
    id: 'broken-utf8',
    row: null,
    how: 'Latin-1',
    server: { writes: (events) => events.map((event) => Buffer.from(event, 'latin1')) },
  },
  {
    id: 'broken-utf8',
    row: null,
    how: 'each token decoded by itself',
    server: {
      chunks: (chunks) =>
        chunks.map((chunk) =>
          withDeltas(chunk, (delta) =>
            typeof delta['content'] === 'string'
              ? { ...delta, content: delta['content'].replaceAll(/\P{ASCII}/gu, '\uFFFD\uFFFD') }
              : delta,
          ),
        ),
    },
  },
  {
    id: 'data-after-done',
    row: 47,
    server: { writes: (events) => [...events, ...events.slice(0, 1)] },
  },
  {
    id: 'buffered-stream',
    row: null,
    evidence: 'a proxy that buffers (nginx’s default)',
    server: {
      async *writes(events, { body }) {
        const counts = JSON.stringify(body['messages']).includes('Count from one');
        if (counts) await wait(heldBackMs);
        yield events.join('');
      },
    },
  },
];
