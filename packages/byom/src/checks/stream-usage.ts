import type { Check } from '../check/check.ts';
import { found, type Deviation } from '../check/finding.ts';
import type { Exchange } from '../endpoint/exchange.ts';
import { isFields, type ChunkReading } from '../read/chunk-reading.ts';
import { streamOf } from '../read/stream-of.ts';
import { listed, usageProblems } from './completion-schema.ts';

/** Asked for its usage, a stream tells it once, at the end. */
export const streamUsage: Check = {
  id: 'stream-usage',
  promise: 'Asked for its usage, a stream tells it in one chunk of its own before it ends.',
  clause:
    'OpenAI API reference, `stream_options.include_usage`: an additional chunk before `data: [DONE]`, with an empty `choices`. https://platform.openai.com/docs/api-reference/chat/create#chat_create-stream_options',
  required: false,
  phase: 'together',
  needs: ['streaming'],
  limitMs: 15_000,
  get deviations() {
    return [usageNeverSent, usageOnEveryChunk, usageOnLastChoice, usageIncomplete];
  },
  async run(context) {
    const exchange = await context.streamedTurnWithUsage();
    const stream = streamOf(exchange);
    const evidence = context.evidence(exchange);
    if (stream === null) {
      const message = 'Asked for its usage, it sends no stream, so nothing is known of it.';
      const refusedFields = isRefusal(exchange) ? ['stream_options'] : [];
      return { message, findings: [], skipped: true, evidence, learned: { refusedFields } };
    }
    const seen = deviationOf(stream.chunks);
    return {
      message: 'It tells it so.',
      findings: seen === null ? [] : [found(seen[0], evidence, seen[1])],
      evidence,
      learned: { usageInStream: seen?.[0] !== usageNeverSent },
    };
  },
};

function isRefusal(exchange: Exchange): boolean {
  return exchange.kind === 'answered' && [400, 422].includes(exchange.status);
}

function deviationOf({ chunks }: ChunkReading): [deviation: Deviation, detail?: string] | null {
  const telling = chunks.filter(({ json }) => isFields(json['usage']));
  const [last] = telling.toReversed();
  if (last === undefined) return [usageNeverSent];
  if (telling.length > 1) return [usageOnEveryChunk, `It comes ${telling.length} times.`];
  if (Array.isArray(last.json['choices']) && last.json['choices'].length > 0) {
    return [usageOnLastChoice];
  }
  const { usage } = last.json;
  const { missing, wrong } = usageProblems(isFields(usage) ? usage : {});
  if (missing.length === 0 && wrong.length === 0) return null;
  return [
    usageIncomplete,
    `${listed([...missing.map((name) => `${name} is missing`), ...wrong])}.`,
  ];
}

const usageNeverSent: Deviation = {
  id: 'usage-never-sent',
  grade: 'deviates',
  message: 'Asked for its usage, the stream never tells it.',
  consequence: 'Tokens and costs of streamed turns are not known.',
  fix: 'Where `stream_options.include_usage` is true, send a last chunk with `choices: []` and `usage` before `data: [DONE]`.',
};
const usageOnEveryChunk: Deviation = {
  id: 'usage-on-every-chunk',
  grade: 'deviates',
  message: 'It tells its usage in more than one chunk.',
  consequence: 'Clients that add usages up count the same tokens again and again.',
  fix: 'Send `usage: null` in every chunk but one, the last before `data: [DONE]`.',
};
const usageOnLastChoice: Deviation = {
  id: 'usage-on-last-choice',
  grade: 'deviates',
  message: 'It tells its usage in a chunk that has a choice.',
  consequence: 'Clients that look for it in a chunk without one, as documented, don’t find it.',
  fix: 'Send it in a chunk of its own with `choices: []`, after the one with the finish reason.',
};
const usageIncomplete: Deviation = {
  id: 'usage-incomplete',
  grade: 'deviates',
  message: 'The usage of its stream is not whole:',
  consequence: 'Tokens and costs of streamed turns are counted wrong, or not at all.',
  fix: 'Send `prompt_tokens`, `completion_tokens` and `total_tokens` as whole numbers.',
};
