import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  type ConverseCommandInput,
} from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, test } from 'vitest';
import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import { eventStream } from '../../../test/bedrock-events.ts';
import { contractRequests, pixelPng, weatherTool } from '../provider-contract-requests.ts';
import type { ProviderCall, UpstreamRequest } from '../provider.ts';
import { bedrock } from './bedrock.ts';

interface SdkRequest {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** AWS's own client, whose requests go no further than `seen`, and which is answered with `bytes`. */
function sdk(seen: SdkRequest[], bytes: Buffer = Buffer.from('{}')): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: {
      handle(request: SdkRequest) {
        seen.push(request);
        const response = {
          statusCode: 200,
          headers: {},
          body: new Blob([new Uint8Array(bytes)]).stream(),
        };
        return Promise.resolve({ response });
      },
    },
  });
}

function toRequest(
  request: ChatCompletionRequest,
  more: Partial<ProviderCall> = {},
): UpstreamRequest {
  return bedrock.toRequest({
    request,
    upstreamModel: 'anthropic.claude-3-5-haiku-20241022-v1:0',
    baseUrl: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
    streaming: true,
    includeUsage: false,
    repairs: [],
    refusedFields: [],
    unknownFieldsRefused: false,
    created: 0,
    completionId: 'chatcmpl-1',
    ...more,
  });
}

const everything: ChatCompletionRequest = {
  ...contractRequests.toolResults,
  messages: [
    { role: 'system', content: 'Be brief.' },
    ...contractRequests.toolResults.messages,
    ...contractRequests.image.messages,
  ],
  temperature: 0.4,
  top_p: 0.9,
  max_tokens: 100,
  stop: ['three', 'four'],
  tool_choice: { type: 'function', function: { name: 'get_weather' } },
  response_format: contractRequests.structuredOutput.response_format,
  reasoning_effort: 'low',
  service_tier: 'priority',
};

describe('bedrock, held against AWS’s own SDK', () => {
  test.each([
    ...Object.entries<ChatCompletionRequest>(contractRequests),
    ['everything', everything] as const,
    ['required', { ...everything, tool_choice: 'required' }] as const,
    ['auto', { ...everything, tool_choice: 'auto' }] as const,
    ['no thinking', { ...everything, reasoning_effort: 'none' }] as const,
    ['an image from a tool', withToolImage()] as const,
  ])('sends what the SDK would send: %s', async (_name, request) => {
    for (const [streaming, upstreamModel] of [
      [true, 'anthropic.claude-3-5-haiku-20241022-v1:0'],
      [false, 'global.amazon.nova-2-lite-v1:0'],
      [true, 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123'],
    ] as const) {
      const ours = toRequest(request, { streaming, upstreamModel });
      const body: unknown = JSON.parse(String(ours.body));
      const theirs = await sdkRequest(body, upstreamModel, streaming);
      // The SDK leaves out what isn't in its schema, so that an invented member shows.
      expect(JSON.parse(theirs.body)).toEqual(body);
      expect(ours.url.pathname).toBe(theirs.path);
      expect(ours.headers['content-type']).toBe(theirs.headers['content-type']);
    }
  });

  test.each(['text', 'usage', 'tool-call', 'parallel-tool-calls', 'reasoning', 'stop-sequence'])(
    'reads the fixture %s as the SDK does',
    async (name) => {
      const bytes = eventStream(name);
      const command = new ConverseStreamCommand({ modelId: 'm', messages: [] });
      const { stream = [] } = await sdk([], bytes).send(command);
      const theirs = { text: '', input: '', stop: '', tokens: 0 };
      for await (const { contentBlockDelta: block, messageStop, metadata } of stream) {
        theirs.text += block?.delta?.text ?? '';
        theirs.input += block?.delta?.toolUse?.input ?? '';
        theirs.stop += messageStop?.stopReason ?? '';
        theirs.tokens += metadata?.usage?.totalTokens ?? 0;
      }
      expect(theirs.stop).not.toBe('');
      const decoder = bedrock.decodeStream({ status: 200, headers: {} }, callOf());
      const chunks = [...decoder.push(bytes)].map(({ chunk }) => chunk);
      const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
      expect(deltas.map(({ content }) => content ?? '').join('')).toBe(theirs.text);
      expect(
        deltas
          .flatMap(({ tool_calls: calls }) => calls ?? [])
          .map(({ function: called }) => called?.arguments ?? '')
          .join(''),
      ).toBe(theirs.input);
      expect(chunks.at(-1)?.usage?.total_tokens).toBe(theirs.tokens);
      expect(decoder.done).toBe(true);
    },
  );
});

function callOf(): ProviderCall {
  return {
    request: contractRequests.text,
    upstreamModel: 'm',
    baseUrl: 'https://example.com',
    streaming: true,
    includeUsage: false,
    repairs: [],
    refusedFields: [],
    unknownFieldsRefused: false,
    created: 0,
    completionId: 'chatcmpl-1',
  };
}

async function sdkRequest(body: unknown, modelId: string, streaming: boolean): Promise<SdkRequest> {
  const seen: SdkRequest[] = [];
  // Holds: that the body is an input is what the test shows.
  const input = { modelId, ...(withBytes(body) as object) } as ConverseCommandInput;
  if (streaming) await sdk(seen).send(new ConverseStreamCommand(input));
  else await sdk(seen).send(new ConverseCommand(input));
  const [request] = seen;
  if (request === undefined) throw new Error('The SDK sent nothing.');
  return request;
}

/** The SDK takes bytes where the wire has base64. */
function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [
      name,
      name === 'bytes' && typeof inner === 'string'
        ? Buffer.from(inner, 'base64')
        : withBytes(inner),
    ]),
  );
}

function withToolImage(): ChatCompletionRequest {
  const url = `data:image/png;base64,${pixelPng}`;
  return {
    messages: [
      { role: 'user', content: 'Show me.' },
      {
        role: 'assistant',
        tool_calls: [
          { id: 'a', type: 'function', function: { name: 'get_weather', arguments: '' } },
        ],
      },
      { role: 'tool', tool_call_id: 'a', content: [{ type: 'image_url', image_url: { url } }] },
    ],
    tools: [weatherTool],
  };
}
