import type { BrokenServer } from './broken-server.ts';
import { fieldsIn, isFields, without, type Fields } from './fields.ts';
import type { Differences } from './good-server.ts';

/** Changes the chunks of streams that were asked for their usage. */
function whereAsked(change: (chunks: Fields[], usage: Fields) => Fields[]): Differences {
  return {
    chunks: (chunks) => {
      const usage = chunks.at(-1)?.['usage'];
      return isFields(usage) ? change(chunks, usage) : chunks;
    },
  };
}

/** Rows 30 and 31: a stream's usage. */
export const brokenUsage: readonly BrokenServer[] = [
  {
    id: 'usage-on-last-choice',
    row: 30,
    evidence: 'Mistral; llama.cpp#15443',
    server: whereAsked((chunks, usage) => [
      ...chunks.slice(0, -2),
      ...chunks.slice(-2, -1).map((chunk) => ({ ...chunk, usage })),
    ]),
  },
  {
    id: 'usage-on-last-choice',
    row: 30,
    how: 'in a choice of its own',
    evidence: 'litellm#28735',
    server: whereAsked((chunks) =>
      chunks.map((chunk) =>
        fieldsIn(chunk['choices']).length === 0
          ? { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: null }] }
          : chunk,
      ),
    ),
  },
  {
    id: 'usage-on-every-chunk',
    row: 30,
    server: whereAsked((chunks, usage) => chunks.map((chunk) => ({ ...chunk, usage }))),
  },
  {
    id: 'usage-never-sent',
    row: 31,
    evidence: 'llama-cpp-python#1082',
    server: whereAsked((chunks) => chunks.slice(0, -1)),
  },
  {
    id: 'usage-incomplete',
    row: null,
    server: whereAsked((chunks, usage) => [
      ...chunks.slice(0, -1),
      ...chunks.slice(-1).map((chunk) => ({ ...chunk, usage: without(usage, 'total_tokens') })),
    ]),
  },
];
