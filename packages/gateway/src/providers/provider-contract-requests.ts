import type { ChatCompletionRequest } from '@jackfield/chat-completions';

/**
 * What an upstream understands a request to say, in no vendor's words. Where a format has no place
 * for something (a tool result's name, a temperature that was mapped), the reader gives what it has.
 */
export interface SentRequest {
  /** All system text, joined by blank lines; `''` without any. */
  readonly system: string;
  /** Turns after the system prompt, as the vendor gets them: merged where it wants alternation. */
  readonly turns: readonly SentTurn[];
  readonly tools: readonly SentTool[];
  /** `null` where nothing was said, which every vendor takes as `auto` if there are tools. */
  readonly toolChoice: 'auto' | 'none' | 'required' | { readonly name: string } | null;
  /** The JSON schema the answer must follow; `null` without one. */
  readonly answerSchema: unknown;
  readonly maxTokens: number | null;
  readonly temperature: number | null;
  readonly stop: readonly string[];
}

export interface SentTurn {
  readonly role: 'user' | 'assistant' | 'tool';
  /** All of the turn's text, concatenated. */
  readonly text: string;
  /** Each image as `mime type;base64 data`, or its URL. */
  readonly images?: readonly string[];
  readonly toolCalls?: readonly SentToolCall[];
  readonly toolResults?: readonly SentToolResult[];
}

export interface SentToolCall {
  /** As the vendor gets it; `null` where its format has no ids. */
  readonly id: string | null;
  readonly name: string;
  readonly arguments: unknown;
}

export interface SentToolResult {
  readonly id: string | null;
  /** Where the format carries the function's name instead of, or besides, the id. */
  readonly name?: string;
  readonly text: string;
}

export interface SentTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: unknown;
}

const weatherParameters = {
  type: 'object',
  properties: { city: { type: 'string', description: 'A city’s name' } },
  required: ['city'],
  additionalProperties: false,
};

const weatherTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city right now',
    parameters: weatherParameters,
  },
};

const answerSchema = {
  type: 'object',
  properties: { city: { type: 'string' }, celsius: { type: 'number' } },
  required: ['city', 'celsius'],
  additionalProperties: false,
};

/** A picture of one white pixel. */
export const pixelPng =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAusB9Y8nKJ4AAAAASUVORK5CYII=';

const weatherCall = (id: string, city: string) => ({
  id,
  type: 'function',
  function: { name: 'get_weather', arguments: JSON.stringify({ city }) },
});

/** The requests every provider must carry, with what the upstream must understand by each. */
export const contractRequests = {
  text: {
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello.' },
      { role: 'user', content: [{ type: 'text', text: 'How are you?' }] },
    ],
    max_tokens: 50,
    temperature: 0.5,
    stop: ['three'],
  },
  developer: {
    messages: [
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ],
    max_completion_tokens: 50,
    stop: 'three',
  },
  tools: {
    messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
    tools: [weatherTool],
  },
  toolResults: {
    messages: [
      { role: 'user', content: 'What is the weather in Paris and Rome?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [weatherCall('call_1', 'Paris'), weatherCall('call_2', 'Rome')],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '18 degrees' },
      { role: 'tool', tool_call_id: 'call_2', content: '24 degrees' },
      { role: 'user', content: 'Well?' },
    ],
    tools: [weatherTool],
  },
  image: {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${pixelPng}` } },
        ],
      },
    ],
  },
  structuredOutput: {
    messages: [{ role: 'user', content: 'How warm is it in Paris?' }],
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'weather', strict: true, schema: answerSchema },
    },
  },
} satisfies Record<string, ChatCompletionRequest>;

export { answerSchema, weatherTool };
