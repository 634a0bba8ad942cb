import type { BrokenServer } from './broken-server.ts';
import { fieldsIn, withChoices, withDeltas, without, type Fields } from './fields.ts';
import type { Differences } from './good-server.ts';

function eachChoice(change: (choice: Fields) => Fields): Differences {
  return { chunks: (chunks) => chunks.map((chunk) => withChoices(chunk, change)) };
}

function eachDelta(change: (delta: Fields) => Fields): Differences {
  return { chunks: (chunks) => chunks.map((chunk) => withDeltas(chunk, change)) };
}

function eachChunk(change: (chunk: Fields, index: number) => Fields): Differences {
  return { chunks: (chunks) => chunks.map(change) };
}

/** A second chunk like the first, with something else in its choice. */
function secondChoice(choice: Fields): Differences {
  return {
    chunks: ([first = {}, ...chunks]) => [first, withChoices(first, () => choice), ...chunks],
  };
}

function isLast(chunk: Fields): boolean {
  return fieldsIn(chunk['choices']).some((choice) => typeof choice['finish_reason'] === 'string');
}

/** The finish reason stands in the chunk before, and its own is left out. */
function lastTwoInOne(chunks: Fields[]): Fields[] {
  const at = chunks.findIndex(isLast);
  const [last] = fieldsIn(chunks[at]?.['choices']);
  return chunks
    .map((chunk, index) =>
      index === at - 1
        ? withChoices(chunk, (one) => ({ ...one, finish_reason: last?.['finish_reason'] }))
        : chunk,
    )
    .filter((_chunk, index) => index !== at);
}

/** Rows 23 to 29, 32 and 42: what is wrong inside a stream's chunks. */
export const brokenChunks: readonly BrokenServer[] = [
  {
    id: 'empty-first-chunk',
    row: 23,
    evidence: 'Azure, mentat#429',
    server: {
      chunks: (chunks) => [
        { id: '', object: '', created: 0, model: '', choices: [], prompt_filter_results: [] },
        ...chunks,
      ],
    },
  },
  {
    id: 'choice-without-delta',
    row: 24,
    evidence: 'Azure’s asynchronous filter, autogen#6465',
    server: secondChoice({ index: 0, finish_reason: null, content_filter_results: {} }),
  },
  {
    id: 'empty-finish-reason',
    row: 25,
    evidence: 'ollama#4357, sglang#3912',
    server: eachChoice((choice) => ({ ...choice, finish_reason: choice['finish_reason'] ?? '' })),
  },
  {
    id: 'finish-reason-key-missing',
    row: 26,
    evidence: 'xAI; vllm#19662',
    server: eachChoice((choice) =>
      choice['finish_reason'] === null ? without(choice, 'finish_reason') : choice,
    ),
  },
  ...['eos_token', 'end_turn', 'model_length'].map((reason): BrokenServer => ({
    id: 'vendor-finish-reason',
    row: 27,
    how: reason,
    server: eachChoice((choice) =>
      choice['finish_reason'] === 'stop' ? { ...choice, finish_reason: reason } : choice,
    ),
  })),
  {
    id: 'content-with-finish-reason',
    row: 28,
    evidence: 'vllm#35705',
    server: { chunks: lastTwoInOne },
  },
  {
    id: 'role-missing',
    row: 29,
    evidence: 'langwatch#6214; a published sample of a streaming endpoint',
    server: eachDelta((delta) => without(delta, 'role')),
  },
  ...['reasoning', 'thinking'].map((name): BrokenServer => ({
    id: 'reasoning-field-name',
    row: 32,
    how: name,
    server: secondChoice({ index: 0, delta: { [name]: 'They want me to.' }, finish_reason: null }),
  })),
  {
    id: 'content-as-parts',
    row: 32,
    how: 'when streamed',
    evidence: 'Mistral’s reasoning models',
    server: eachDelta((delta) =>
      typeof delta['content'] === 'string' && delta['content'] !== ''
        ? { ...delta, content: [{ type: 'text', text: delta['content'] }] }
        : delta,
    ),
  },
  {
    id: 'thoughts-in-content',
    row: null,
    how: 'when streamed',
    evidence: 'vLLM without a reasoning parser',
    server: secondChoice({
      index: 0,
      delta: { content: '<think>Hm.</think>' },
      finish_reason: null,
    }),
  },
  {
    id: 'ids-change',
    row: 42,
    evidence: 'litellm#37792',
    server: eachChunk((chunk, index) => ({ ...chunk, id: `chatcmpl-${index}` })),
  },
  ...['id', 'object', 'created', 'model'].map((name): BrokenServer => ({
    id: 'chunk-fields-missing',
    row: name === 'created' ? 42 : null,
    how: name,
    server: eachChunk((chunk) => without(chunk, name)),
  })),
  {
    id: 'chunk-fields-missing',
    row: null,
    how: 'index',
    server: eachChoice((choice) => without(choice, 'index')),
  },
  {
    id: 'object-wrong',
    row: null,
    how: 'when streamed',
    server: eachChunk((chunk) => ({ ...chunk, object: 'chat.completion' })),
  },
  {
    id: 'fields-of-another-kind',
    row: null,
    how: 'when streamed',
    server: eachChunk((chunk) => ({ ...chunk, created: String(chunk['created']) })),
  },
];
