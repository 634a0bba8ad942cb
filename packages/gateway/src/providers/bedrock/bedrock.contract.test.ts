import {
  bedrockFixtures,
  event,
  eventStream,
  exception,
  frame,
} from '../../../test/bedrock-events.ts';
import { recordedBytes } from '../../../test/recorded-answers.ts';
import type {
  ContentBlock,
  ConverseMessage,
  ConverseRequest,
  ToolConfig,
} from './converse-request.ts';
import { providerContract, type RecordedAnswer, type RecordedError } from '../provider-contract.ts';
import type { SentRequest, SentTurn } from '../provider-contract-requests.ts';
import type { UpstreamHead, UpstreamRequest } from '../provider.ts';
import { bedrock } from './bedrock.ts';

providerContract('bedrock', {
  provider: bedrock,
  baseUrl: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
  upstreamModel: 'anthropic.claude-3-5-haiku-20241022-v1:0',
  streamHead: { status: 200, headers: { 'content-type': 'application/vnd.amazon.eventstream' } },
  completionHead: { status: 200, headers: { 'content-type': 'application/json' } },
  answers: {
    text: recorded('text'),
    unknowns: recorded('unknowns'),
    usage: recorded('usage'),
    toolCall: recorded('tool-call'),
    parallelToolCalls: recorded('parallel-tool-calls'),
    structuredOutput: recorded('structured-output'),
    stopSequence: recorded('stop-sequence'),
    length: recorded('length'),
    contentFilter: recorded('content-filter'),
    reasoning: recorded('reasoning'),
  },
  // 12 new, 100 read from the cache, 20 written to it. Converse doesn't count reasoning apart.
  usage: { prompt: 132, completion: 6, total: 138, cached: 100, reasoning: null },
  errors: [
    refusal(
      403,
      'AccessDeniedException',
      "You don't have access to the model with the specified model ID.",
      'auth',
    ),
    refusal(
      403,
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      'auth',
    ),
    refusal(
      403,
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided.',
      'auth',
    ),
    refusal(
      403,
      'ExpiredTokenException',
      'The security token included in the request is expired',
      'auth',
    ),
    refusal(400, 'ValidationException', 'The provided model identifier is invalid.', 'not_found'),
    refusal(
      400,
      'ValidationException',
      'Invocation of model ID amazon.nova-2-lite-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
      'not_found',
    ),
    refusal(
      404,
      'ResourceNotFoundException',
      'This model version has reached the end of its life.',
      'not_found',
    ),
    refusal(404, 'UnknownOperationException', '', 'not_found'),
    refusal(400, 'ValidationException', 'Input is too long for requested model.', 'context_length'),
    refusal(
      400,
      'ValidationException',
      'The model returned the following errors: prompt is too long: 227255 tokens > 200000 maximum',
      'context_length',
    ),
    refusal(
      400,
      'ValidationException',
      'The model returned the following errors: tool_choice: type "tool" and "any" are not supported for this model.',
      'invalid_request',
    ),
    refusal(400, 'ConflictException', 'Conflict.', 'invalid_request'),
    refusal(400, 'ServiceQuotaExceededException', 'Quota exceeded.', 'rate_limited'),
    refusal(
      429,
      'ThrottlingException',
      'Too many requests, please wait before trying again.',
      'rate_limited',
    ),
    refusal(
      429,
      'ModelNotReadyException',
      'Model is not ready for inference. Wait and try your request again.',
      'overloaded',
    ),
    refusal(408, 'ModelTimeoutException', 'Model timed out.', 'timeout'),
    refusal(424, 'ModelErrorException', 'The model failed.', 'unavailable'),
    refusal(424, 'ModelStreamErrorException', 'The stream failed.', 'unavailable'),
    refusal(500, 'InternalServerException', 'Internal failure.', 'unavailable'),
    refusal(
      503,
      'ServiceUnavailableException',
      'Bedrock is unable to process your request.',
      'overloaded',
    ),
    {
      ...refusal(429, 'ThrottlingException', 'Wait.', 'rate_limited'),
      name: 'with Retry-After',
      head: head(429, { 'retry-after': '2' }),
      retryAfterMs: 2_000,
    },
    {
      name: 'a name in the body',
      head: head(400),
      body: '{"__type":"com.amazon.coral.service#ThrottlingException","message":"Wait."}',
      kind: 'rate_limited',
    },
    {
      name: 'an operation nobody knows',
      head: head(404),
      body: '{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}',
      kind: 'not_found',
    },
  ],
  failingStreams: [
    failing('internalServerException', 'unavailable'),
    failing('modelStreamErrorException', 'unavailable'),
    failing('validationException', 'invalid_request'),
    failing('throttlingException', 'rate_limited'),
    failing('serviceUnavailableException', 'overloaded'),
    {
      name: 'an exception of tomorrow',
      bytes: begun(exception('solarFlareException', 'Sorry.')),
      kind: 'unavailable',
    },
    {
      name: 'an error without a model of it',
      bytes: begun(
        frame(
          {
            ':message-type': 'error',
            ':error-code': 'InternalFailure',
            ':error-message': 'Sorry.',
          },
          '',
        ),
      ),
      kind: 'unavailable',
    },
    {
      name: 'a broken answer of the model',
      bytes: begun(event('messageStop', { stopReason: 'malformed_tool_use' })),
      kind: 'bad_response',
    },
    {
      name: 'an event that is not JSON',
      bytes: begun(
        frame({ ':event-type': 'contentBlockDelta', ':message-type': 'event' }, '{"contentBlock'),
      ),
      kind: 'bad_response',
    },
    { name: 'a wrong checksum of a message', bytes: withWrongByte(-1), kind: 'bad_response' },
    { name: 'a changed letter', bytes: withWrongByte(-8), kind: 'bad_response' },
    { name: 'a wrong checksum of a prelude', bytes: withWrongByte(8), kind: 'bad_response' },
    { name: 'a changed length', bytes: withWrongByte(2), kind: 'bad_response' },
  ],
  readRequest,
});

function recorded(name: string): RecordedAnswer {
  return { stream: eventStream(name), completion: recordedBytes(bedrockFixtures, `${name}.json`) };
}

function head(status: number, headers: UpstreamHead['headers'] = {}): UpstreamHead {
  return { status, headers: { 'content-type': 'application/json', ...headers } };
}

function refusal(
  status: number,
  exceptionName: string,
  message: string,
  kind: RecordedError['kind'],
): RecordedError {
  const type = `${exceptionName}:http://internal.amazon.com/coral/com.amazon.bedrock/`;
  return {
    name: `${status} ${exceptionName} “${message.slice(0, 40)}”`,
    head: head(status, { 'x-amzn-errortype': type }),
    body: JSON.stringify({ message }),
    kind,
  };
}

function begun(end: Buffer): Buffer {
  const delta = { contentBlockIndex: 0, delta: { text: 'Hello' } };
  return Buffer.concat([
    event('messageStart', { role: 'assistant' }),
    event('contentBlockDelta', delta),
    end,
  ]);
}

function failing(
  name: string,
  kind: RecordedError['kind'],
): {
  name: string;
  bytes: Buffer;
  kind: RecordedError['kind'];
} {
  return { name, bytes: begun(exception(name, 'Sorry.')), kind };
}

/** A stream whose last frame has one byte changed, counted from its start, or its end if negative. */
function withWrongByte(at: number): Buffer {
  const last = event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: ' there' } });
  const index = at < 0 ? last.length + at : at;
  last.writeUInt8(last.readUInt8(index) ^ 1, index);
  return begun(last);
}

function readRequest({ url, body }: UpstreamRequest): SentRequest {
  if (!/\/model\/[^/]+\/converse(?:-stream)?$/.test(url.pathname)) throw new Error(url.href);
  // Holds: what the test reads below is what it expects to find.
  const sent = JSON.parse(String(body)) as ConverseRequest;
  const format = sent.outputConfig?.textFormat?.structure.jsonSchema.schema;
  return {
    system: (sent.system ?? []).map(({ text }) => text).join('\n\n'),
    turns: sent.messages.map(readTurn),
    tools: (sent.toolConfig?.tools ?? []).map(({ toolSpec }) => ({
      name: toolSpec.name,
      description: toolSpec.description ?? '',
      parameters: toolSpec.inputSchema.json,
    })),
    toolChoice: readChoice(sent.toolConfig?.toolChoice),
    answerSchema: format === undefined ? null : JSON.parse(format),
    maxTokens: sent.inferenceConfig?.maxTokens ?? null,
    temperature: sent.inferenceConfig?.temperature ?? null,
    stop: sent.inferenceConfig?.stopSequences ?? [],
  };
}

function readTurn({ role, content }: ConverseMessage): SentTurn {
  const pick = <Value>(read: (block: ContentBlock) => Value[]): Value[] => content.flatMap(read);
  return {
    role,
    text: pick((block) => ('text' in block ? [block.text] : [])).join(''),
    images: pick((block) =>
      'image' in block ? [`image/${block.image.format};${block.image.source.bytes}`] : [],
    ),
    toolCalls: pick((block) =>
      'toolUse' in block
        ? [
            {
              id: block.toolUse.toolUseId,
              name: block.toolUse.name,
              arguments: block.toolUse.input,
            },
          ]
        : [],
    ),
    toolResults: pick((block) =>
      'toolResult' in block
        ? [
            {
              id: block.toolResult.toolUseId,
              text: block.toolResult.content
                .map((part) => ('text' in part ? part.text : ''))
                .join(''),
            },
          ]
        : [],
    ),
  };
}

function readChoice(choice: ToolConfig['toolChoice']): SentRequest['toolChoice'] {
  if (choice === undefined) return null;
  if ('tool' in choice) return { name: choice.tool.name };
  return 'any' in choice ? 'required' : 'auto';
}
