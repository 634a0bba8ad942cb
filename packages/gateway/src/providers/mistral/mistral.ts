import { openAiFormat } from '../openai-format/openai-format.ts';
import { everyField } from '../request-fields.ts';
import { newChunkRepair } from './from-chunk.ts';
import { repairCompletion } from './from-completion.ts';
import { readListedModel } from './read-listed-model.ts';
import { toFields } from './to-fields.ts';
import { toMessages } from './to-messages.ts';

/**
 * Mistral's La Plateforme: OpenAI's format, strictly. An unknown field is a 422, so only what its
 * schema names is sent.
 * Source: mistralai/platform-docs-public `public/openapi.yaml`, `ChatCompletionRequest`
 * (`additionalProperties: false`), read 2026-11-23.
 */
export const mistral = openAiFormat({
  id: 'mistral',
  telemetryName: 'mistral_ai',
  fields: {
    ...everyField('dropped'),
    temperature: 'mapped',
    top_p: 'mapped',
    frequency_penalty: 'carried',
    presence_penalty: 'carried',
    max_tokens: 'carried',
    max_completion_tokens: 'mapped',
    stop: 'carried',
    n: 'carried',
    seed: 'mapped',
    tools: 'mapped',
    tool_choice: 'mapped',
    parallel_tool_calls: 'carried',
    response_format: 'mapped',
    reasoning_effort: 'mapped',
    // Its usage always comes, in the last chunk; the chunk of its own is made from that.
    stream_options: 'mapped',
    metadata: 'carried',
    modalities: 'refused',
    audio: 'refused',
    prediction: 'mapped',
    service_tier: 'mapped',
    prompt_cache_key: 'carried',
    web_search_options: 'refused',
    functions: 'refused',
    function_call: 'refused',
  },
  fieldNotes: {
    temperature: 'above 1.5, up to 2, becomes 1.5, the most it takes',
    top_p: '0 becomes 0.001: it wants more than 0',
    max_completion_tokens: 'becomes `max_tokens`',
    seed: 'becomes `random_seed`, without its sign',
    tools: 'only the type `function`; a tool without parameters gets an empty schema',
    tool_choice: '`required` becomes `any`; `allowed_tools` cuts the list of tools down',
    response_format: '`json_schema` needs its schema',
    reasoning_effort: '`max` becomes `xhigh`',
    stream_options: 'its usage always comes; the chunk of its own is made from it',
    prediction: 'parts become one text',
    service_tier: '`default` becomes `standard_only`, all else `auto`',
    modalities: 'refused where it asks for more than text',
    others: 'but `random_seed`, `safe_prompt`, `prompt_mode` and `guardrails` are carried',
  },
  ownFields: new Set(['random_seed', 'safe_prompt', 'prompt_mode', 'guardrails']),
  maxTokensField: 'max_tokens',
  toMessages,
  toFields,
  answers: {
    newRepair: (call) => ({ chunk: newChunkRepair(call), completion: repairCompletion }),
  },
  readListedModel,
});
