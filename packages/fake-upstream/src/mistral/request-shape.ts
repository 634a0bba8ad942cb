import {
  any,
  array,
  boolean,
  either,
  integer,
  map,
  nullable,
  object,
  oneOf,
  string,
} from '../shape.ts';
import type { Shape } from '../shape.ts';

/**
 * ChatCompletionRequest of mistralai/platform-docs-public `public/openapi.yaml` (222f4ba, Apache-2.0),
 * in which every object has `additionalProperties: false`.
 */
const text = object({ type: string, text: string }, ['text']);
const reference = object({ type: string, reference_ids: array(either(string, integer)) }, [
  'reference_ids',
]);
const toolReference = object(
  {
    type: string,
    tool: string,
    title: string,
    url: nullable(string),
    favicon: nullable(string),
    description: nullable(string),
  },
  ['tool', 'title'],
);
const thinkingPart: Shape = {
  kind: 'tagged',
  by: 'type',
  absent: 'text',
  of: { text, reference, tool_reference: toolReference },
};
const thinking = object(
  { type: string, thinking: array(thinkingPart), signature: nullable(string), closed: boolean },
  ['thinking'],
);
const imageUrl = object({ url: string, detail: nullable(oneOf('low', 'auto', 'high')) }, ['url']);

const contentPart: Shape = {
  kind: 'tagged',
  by: 'type',
  absent: 'text',
  of: {
    text,
    thinking,
    reference,
    image_url: object({ type: string, image_url: either(string, imageUrl) }, ['image_url']),
    document_url: object({ type: string, document_url: string, document_name: nullable(string) }, [
      'document_url',
    ]),
    file: object({ type: string, file_id: string }, ['file_id']),
    input_audio: object({ type: string, input_audio: string }, ['input_audio']),
  },
};
const systemPart: Shape = { kind: 'tagged', by: 'type', absent: 'text', of: { text, thinking } };
const content = nullable(either(string, array(contentPart)));

const toolCall = object(
  {
    id: string,
    type: oneOf('function'),
    index: integer,
    function: object({ name: string, arguments: either(string, map) }, ['name', 'arguments']),
  },
  ['function'],
);

const message: Shape = {
  kind: 'tagged',
  by: 'role',
  of: {
    system: object({ role: string, content: either(string, array(systemPart)) }, ['content']),
    user: object({ role: string, content }, ['content']),
    assistant: object({
      role: string,
      content,
      tool_calls: nullable(array(toolCall)),
      prefix: boolean,
    }),
    tool: object(
      { role: string, content, tool_call_id: nullable(string), name: nullable(string) },
      ['content'],
    ),
  },
};

const functionTool = object(
  {
    type: oneOf('function'),
    function: object({ name: string, description: string, strict: boolean, parameters: map }, [
      'name',
      'parameters',
    ]),
  },
  ['function'],
);
const tool: Shape = {
  kind: 'tagged',
  by: 'type',
  absent: 'function',
  of: {
    function: functionTool,
    web_search: any,
    web_search_premium: any,
    code_interpreter: any,
    image_generation: any,
    document_library: any,
    connector: any,
  },
};

export const requestShape: Shape = object(
  {
    model: string,
    messages: array(message),
    temperature: nullable({ kind: 'number', min: 0, max: 1.5 }),
    top_p: nullable({ kind: 'number', above: 0, max: 1 }),
    max_tokens: nullable({ kind: 'number', integer: true, min: 0 }),
    stream: boolean,
    stop: nullable(either(string, array(string))),
    random_seed: nullable({ kind: 'number', integer: true, min: 0 }),
    metadata: nullable(map),
    response_format: object({
      type: oneOf('text', 'json_object', 'json_schema'),
      json_schema: nullable(
        object({ name: string, description: nullable(string), schema: map, strict: boolean }, [
          'name',
          'schema',
        ]),
      ),
    }),
    tools: nullable(array(tool)),
    tool_choice: either(
      oneOf('auto', 'none', 'any', 'required'),
      object({ type: oneOf('function'), function: object({ name: string }, ['name']) }, [
        'function',
      ]),
    ),
    presence_penalty: nullable({ kind: 'number', min: -2, max: 2 }),
    frequency_penalty: nullable({ kind: 'number', min: -2, max: 2 }),
    n: nullable({ kind: 'number', integer: true, min: 1 }),
    prediction: object({ type: oneOf('content'), content: string }),
    parallel_tool_calls: boolean,
    reasoning_effort: nullable(oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh')),
    prompt_mode: nullable(oneOf('reasoning')),
    guardrails: nullable(array(map)),
    prompt_cache_key: nullable(string),
    service_tier: nullable(oneOf('auto', 'standard_only')),
    safe_prompt: boolean,
  },
  ['messages', 'model'],
);
