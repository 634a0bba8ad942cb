import { ProviderError } from '../../provider-error.ts';
import { eachChunkChoice, eachWholeChoice } from './each-choice.ts';
import { hasCalls } from './has-calls.ts';
import type { Repair } from './repair.ts';

const openAiReasons = new Set(['stop', 'length', 'tool_calls', 'content_filter', 'function_call']);

/**
 * Vendors' own reasons, in lower case, by what OpenAI says for the same. Sources: TGI's
 * `FinishReason` (router/src/lib.rs), Anthropic's and Bedrock's stop reasons (litellm#12481), Gemini's
 * `FinishReason`, Mistral's `model_length`, Hugging Face's `generate`; read 2026-11-22.
 */
const vendorReasons = new Map<string, string | null>(
  Object.entries({
    stop: [
      'stop',
      'eos',
      'eos_token',
      'end_of_sequence',
      'stop_sequence',
      'stop_token',
      'stop_word',
      'end_turn',
      'end',
      'complete',
      'completed',
      'finished',
      'done',
    ],
    length: [
      'length',
      'max_tokens',
      'max_new_tokens',
      'max_length',
      'max_output_tokens',
      'model_length',
      'model_context_window_exceeded',
    ],
    tool_calls: ['tool_calls', 'tool_call', 'tool_use', 'function_calls'],
    function_call: ['function_call'],
    content_filter: [
      'content_filter',
      'content_filtered',
      'guardrail_intervened',
      'safety',
      'recitation',
      'blocklist',
      'prohibited_content',
      'spii',
      'refusal',
    ],
  }).flatMap(([word, reasons]) => reasons.map((reason) => [reason, word])),
);
// Python's `str(None)`, and what a template prints for it.
for (const nothing of ['null', 'none', 'undefined']) vendorReasons.set(nothing, null);

/** Reasons that say that the answer failed, whatever came before: vLLM's `FinishReason`, tt-inference-server#3273. */
const failures = new Set(['error', 'abort']);

/**
 * Finish reasons in OpenAI's words: `null` until the end where it was `""` (#25) or missing (#26),
 * vendors' own ones mapped (#27), `tool_calls` where calls came and it said `stop` (#38).
 * @throws ProviderError for one that says that the answer failed (#49): it is no end of an answer.
 */
export function finishReason(): Repair {
  const calling = new Set<number>();
  return {
    id: 'finish-reason',
    chunk: (chunk) =>
      eachChunkChoice(chunk, (choice) => {
        const index = choice.index ?? 0;
        if (hasCalls(choice.delta)) calling.add(index);
        const reason = inOpenAiWords(choice.finish_reason, calling.has(index));
        return reason === choice.finish_reason ? choice : { ...choice, finish_reason: reason };
      }),
    completion: (completion) =>
      eachWholeChoice(completion, (choice) => {
        const reason = inOpenAiWords(choice.finish_reason, hasCalls(choice.message));
        return reason === choice.finish_reason ? choice : { ...choice, finish_reason: reason };
      }),
  };
}

function inOpenAiWords(reason: unknown, hasCalled: boolean): string | null {
  if (typeof reason !== 'string' || reason === '') return null;
  if (failures.has(reason.toLowerCase())) throw failedAnswer(reason);
  const mapped = openAiReasons.has(reason) ? reason : vendorReasons.get(reason.toLowerCase());
  const word = mapped === undefined ? reason : mapped;
  return hasCalled && (word === 'stop' || word === 'function_call') ? 'tool_calls' : word;
}

function failedAnswer(reason: string): ProviderError {
  return new ProviderError('unavailable', {
    message: 'The model’s server failed while it was answering.',
    code: 'upstream_unavailable',
    retryable: true,
    detail: `finish_reason: ${reason}`,
  });
}
