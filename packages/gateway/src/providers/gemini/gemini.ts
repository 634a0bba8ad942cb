import type { Provider } from '../provider.ts';
import { everyField } from '../request-fields.ts';
import { decodeCompletion } from './from-completion.ts';
import { toProviderError } from './from-error.ts';
import { GeminiStreamDecoder } from './from-stream.ts';
import { modelList } from './model-list.ts';
import { toRequest } from './to-request.ts';

/**
 * Google's Gemini API, natively: its OpenAI-compatible endpoint refuses unknown fields and ends
 * streamed tool calls with `stop` (googleapis/python-genai#2868).
 * Source: `@google/genai` types (googleapis/js-genai, read 2026-11-23).
 */
export const gemini: Provider = {
  id: 'gemini',
  telemetryName: 'gcp.gemini',
  fields: {
    ...everyField('mapped'),
    logit_bias: 'dropped',
    parallel_tool_calls: 'dropped',
    user: 'dropped',
    metadata: 'dropped',
    modalities: 'refused',
    audio: 'refused',
    prediction: 'dropped',
    store: 'dropped',
    verbosity: 'dropped',
    prompt_cache_key: 'dropped',
    safety_identifier: 'dropped',
    web_search_options: 'refused',
    functions: 'refused',
    function_call: 'refused',
    others: 'dropped',
  },
  fieldNotes: {
    max_tokens: 'becomes `maxOutputTokens`, as `max_completion_tokens` does',
    stop: 'becomes `stopSequences`',
    n: 'becomes `candidateCount`',
    seed: 'without its sign, within 31 bits',
    logprobs: 'becomes `responseLogprobs`, `top_logprobs` its `logprobs`',
    tools: 'only the type `function`; schemas go out as `parametersJsonSchema`',
    tool_choice:
      'modes AUTO, ANY and NONE; VALIDATED in place of AUTO where a tool is `strict`; `allowed_tools` cuts the list of tools down',
    response_format: '`json_schema` becomes `responseJsonSchema`',
    reasoning_effort:
      'a `thinkingLevel` from Gemini 3 on, a `thinkingBudget` for 2.5 (low 1,024, medium 8,192, high 24,576 tokens), nothing before',
    stream_options: 'its usage always comes; the chunk of its own is made from it',
    service_tier:
      '`flex` and `priority` are carried, `fast` becomes `priority`, all else is its standard',
    parallel_tool_calls: 'Gemini decides how many it calls at once',
    modalities: 'refused where it asks for more than text',
  },
  // As `fileData`: https://blog.google/innovation-and-ai/technology/developers-tools/gemini-api-new-file-limits
  // (read 2026-11-25).
  imageUrls: 'carried',
  toRequest: (call) => toRequest(call, gemini.fields),
  decodeStream: (head, call) => new GeminiStreamDecoder(head, call),
  decodeCompletion,
  toError: toProviderError,
  modelList,
};
