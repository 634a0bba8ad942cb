import type { ChatCompletionRequest, ResponseFormat } from '@jackfield/chat-completions';
import { isRecord } from '../is-record.ts';
import { unsupported } from '../treat-fields.ts';
import type { GenerationConfig } from './gemini-types.ts';
import { toThinkingConfig } from './to-thinking-config.ts';

/** Gemini's seed is an int32; OpenAI's may be larger. */
const seedMax = 2_147_483_647;

/** Sampling, limits, the answer's form and thinking, in Gemini's names. */
export function toGenerationConfig(
  request: ChatCompletionRequest,
  model: string,
): GenerationConfig {
  const { stop, n, seed, logprobs, top_logprobs: topLogprobs } = request;
  const config: GenerationConfig = {};
  put(config, 'temperature', request.temperature);
  put(config, 'topP', request.top_p);
  put(config, 'maxOutputTokens', request.max_completion_tokens ?? request.max_tokens);
  put(config, 'presencePenalty', request.presence_penalty);
  put(config, 'frequencyPenalty', request.frequency_penalty);
  if (stop) config.stopSequences = typeof stop === 'string' ? [stop] : stop;
  if (n && n > 1) config.candidateCount = n;
  if (seed !== undefined && seed !== null) config.seed = Math.abs(seed) % seedMax;
  if (logprobs === true) {
    config.responseLogprobs = true;
    if (topLogprobs) config.logprobs = topLogprobs;
  }
  if (request.response_format) Object.assign(config, toResponseFormat(request.response_format));
  const thinking = toThinkingConfig(request.reasoning_effort, model);
  if (thinking !== null) config.thinkingConfig = thinking;
  return config;
}

type Numeric = 'temperature' | 'topP' | 'maxOutputTokens' | 'presencePenalty' | 'frequencyPenalty';

function put(config: GenerationConfig, field: Numeric, value: number | null | undefined): void {
  if (value !== undefined && value !== null) config[field] = value;
}

function toResponseFormat({ type, json_schema: asked }: ResponseFormat): GenerationConfig {
  switch (type) {
    case 'text':
      return {};
    case 'json_object':
      return { responseMimeType: 'application/json' };
    case 'json_schema': {
      const schema = asked?.schema;
      // Without a schema, OpenAI's format asks for any JSON.
      if (!isRecord(schema)) return { responseMimeType: 'application/json' };
      return { responseMimeType: 'application/json', responseJsonSchema: schema };
    }
    default:
      throw unsupported('response_format', `It has no counterpart to the type '${type}'.`);
  }
}
