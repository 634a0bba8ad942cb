import type {
  ChatCompletionRequest,
  ResponseFormat,
  ToolChoice,
  ToolDefinition,
} from '@jackfield/chat-completions';
import { allowedTools } from '../allowed-tools.ts';
import { textOf } from '../text-of.ts';
import { isRecord } from '../is-record.ts';
import { unsupported } from '../treat-fields.ts';

/** Mistral's bounds: `temperature` at most 1.5, `top_p` more than 0 (its schema, see mistral.ts). */
const temperatureMax = 1.5;
const topPMin = 0.001;

/**
 * The request's other fields in Mistral's names and forms. A temperature between 1.5 and OpenAI's 2
 * becomes 1.5, the nearest it has: a setting survives a change of model (decision 0052).
 */
export function toFields(body: ChatCompletionRequest): ChatCompletionRequest {
  const { seed, stream_options: _streamOptions, ...rest } = body;
  const fields = withoutNulls(rest);
  if (seed !== undefined && seed !== null) fields['random_seed'] = Math.abs(seed);
  const { temperature, top_p: topP } = fields;
  if (temperature && temperature > temperatureMax && temperature <= 2) {
    fields.temperature = temperatureMax;
  }
  if (topP === 0) fields.top_p = topPMin;
  if (fields.reasoning_effort === 'max') fields.reasoning_effort = 'xhigh';
  if (typeof fields['service_tier'] === 'string') {
    fields['service_tier'] = fields['service_tier'] === 'default' ? 'standard_only' : 'auto';
  }
  if (isRecord(fields['prediction'])) {
    fields['prediction'] = { type: 'content', content: textOf(fields['prediction']['content']) };
  }
  putTools(fields);
  if (fields.response_format) fields.response_format = toResponseFormat(fields.response_format);
  return fields;
}

function putTools(fields: ChatCompletionRequest): void {
  const { tools, choice } = allowedTools(fields);
  if (tools.length === 0) {
    delete fields.tools;
    delete fields.tool_choice;
    delete fields.parallel_tool_calls;
    return;
  }
  fields.tools = tools.map(toTool);
  if (choice !== null) fields.tool_choice = toToolChoice(choice);
}

function toTool({ function: called }: ToolDefinition): ToolDefinition {
  if (called === undefined) throw unsupported('tools', 'It takes tools of type function only.');
  const { name, description, parameters, strict } = called;
  return {
    type: 'function',
    function: {
      name,
      ...(description ? { description } : {}),
      parameters: parameters ?? { type: 'object', properties: {} },
      ...(strict ? { strict } : {}),
    },
  };
}

function toToolChoice(choice: ToolChoice): ToolChoice {
  if (typeof choice !== 'object') {
    // Holds: `any` is Mistral's older word for `required`, which every version of it knows.
    return choice === 'required' ? ('any' as ToolChoice) : choice;
  }
  return { type: 'function', function: { name: choice.function?.name ?? '' } };
}

function toResponseFormat({ type, json_schema: asked }: ResponseFormat): ResponseFormat {
  if (type !== 'json_schema' || asked === undefined) return { type };
  const { name, description, schema, strict } = asked;
  if (!isRecord(schema)) {
    throw unsupported('response_format', 'It needs a schema in json_schema.schema.');
  }
  return {
    type,
    json_schema: {
      name,
      ...(description ? { description } : {}),
      schema,
      ...(strict ? { strict } : {}),
    },
  };
}

/** `null` means what absence means; not all of Mistral's fields take it. */
function withoutNulls(body: ChatCompletionRequest): ChatCompletionRequest {
  const fields: ChatCompletionRequest = { ...body };
  for (const [field, value] of Object.entries(fields)) if (value === null) delete fields[field];
  return fields;
}
