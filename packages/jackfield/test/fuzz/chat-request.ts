import fc, { type Arbitrary } from 'fast-check';
import { anyJson, anyNumber, anyText } from './any-text.ts';

/** Right most of the time, so that what is wrong is met behind the first check too. */
function mostly<T>(right: Arbitrary<T>): Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: anyJson });
}

function object(fields: Readonly<Record<string, Arbitrary<unknown>>>): Arbitrary<object> {
  return fc
    .tuple(
      fc.record(fields, { requiredKeys: [] }),
      fc.option(fc.dictionary(anyText, anyJson, { maxKeys: 2 }), { freq: 8, nil: {} }),
    )
    .map(([known, others]) => ({ ...known, ...others }));
}

const imageUrl = fc.constantFrom(
  'data:image/png;base64,iVBORw0KGgo=',
  'data:image/jpeg;base64,/9j/4AAQ',
  'data:image/png;base64,',
  'data:text/html,<b>',
  'http://[::1]:1/a.png',
  'file:///etc/passwd',
);

const part = object({
  type: mostly(fc.constantFrom('text', 'image_url', 'input_audio', 'refusal', 'file')),
  text: mostly(anyText),
  image_url: mostly(
    fc.oneof(imageUrl, object({ url: mostly(imageUrl), detail: mostly(fc.constantFrom('low')) })),
  ),
  refusal: mostly(anyText),
  input_audio: mostly(object({ data: anyText, format: anyText })),
});

const toolArguments = fc.oneof(
  anyText,
  anyJson.map((value) => JSON.stringify(value)),
);

const toolCall = object({
  id: mostly(anyText),
  type: mostly(fc.constant('function')),
  function: mostly(object({ name: mostly(anyText), arguments: mostly(toolArguments) })),
});

const message = object({
  role: mostly(
    fc.constantFrom(
      'system',
      'developer',
      'user',
      'user',
      'assistant',
      'assistant',
      'tool',
      'function',
    ),
  ),
  content: mostly(fc.oneof(anyText, fc.array(mostly(part), { maxLength: 3 }), fc.constant(null))),
  name: mostly(anyText),
  tool_calls: mostly(fc.array(mostly(toolCall), { maxLength: 3 })),
  tool_call_id: mostly(anyText),
  refusal: mostly(anyText),
});

const tool = object({
  type: mostly(fc.constantFrom('function', 'custom')),
  function: mostly(
    object({
      name: mostly(anyText),
      description: mostly(anyText),
      parameters: mostly(object({ type: fc.constant('object'), properties: anyJson })),
      strict: mostly(fc.boolean()),
    }),
  ),
});

/** The request types of `@jackfield/chat-completions`, and what is nearly one of theirs. */
export const chatRequest: Arbitrary<unknown> = mostly(
  object({
    model: mostly(fc.constantFrom('default', null)),
    stream: mostly(fc.boolean()),
    stream_options: mostly(object({ include_usage: mostly(fc.boolean()) })),
    temperature: mostly(anyNumber),
    top_p: mostly(anyNumber),
    frequency_penalty: mostly(anyNumber),
    presence_penalty: mostly(anyNumber),
    max_tokens: mostly(anyNumber),
    max_completion_tokens: mostly(anyNumber),
    stop: mostly(fc.oneof(anyText, fc.array(mostly(anyText), { maxLength: 5 }))),
    tools: mostly(fc.array(mostly(tool), { maxLength: 3 })),
    tool_choice: mostly(
      fc.oneof(
        fc.constantFrom('none', 'auto', 'required'),
        object({ type: anyText, function: anyJson }),
      ),
    ),
    parallel_tool_calls: mostly(fc.boolean()),
    response_format: mostly(
      object({
        type: mostly(fc.constantFrom('text', 'json_object', 'json_schema')),
        json_schema: mostly(
          object({ name: mostly(anyText), schema: anyJson, strict: fc.boolean() }),
        ),
      }),
    ),
    n: mostly(fc.constantFrom(1, 2, 0)),
    seed: mostly(anyNumber),
    user: mostly(anyText),
    logprobs: mostly(fc.boolean()),
    top_logprobs: mostly(anyNumber),
    logit_bias: mostly(fc.dictionary(anyText, anyNumber, { maxKeys: 2 })),
    reasoning_effort: mostly(fc.constantFrom('low', 'none', 'minimal', 'high')),
    metadata: mostly(anyJson),
  }).chain((fields) =>
    mostly(fc.array(mostly(message), { minLength: 1, maxLength: 5 })).map((messages) => ({
      ...fields,
      messages,
    })),
  ),
);
