import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import { EventStreamCodec, Int64 } from '@smithy/eventstream-codec';
import { describe, expect, test } from 'vitest';
import { event } from '../../../test/bedrock-events.ts';
import { contractRequests, weatherTool } from '../provider-contract-requests.ts';
import type { ProviderCall, UpstreamRequest } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import { bedrock } from './bedrock.ts';
import type { ConverseRequest } from './converse-request.ts';
import { FrameDecoder } from './from-frames.ts';

function callOf(more: Partial<ProviderCall> = {}): ProviderCall {
  return {
    request: contractRequests.text,
    upstreamModel: 'amazon.nova-micro-v1:0',
    baseUrl: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
    streaming: true,
    includeUsage: false,
    repairs: [],
    refusedFields: [],
    unknownFieldsRefused: false,
    created: 1_790_000_000,
    completionId: 'chatcmpl-1',
    ...more,
  };
}

function send(request: ChatCompletionRequest): { sent: ConverseRequest; made: UpstreamRequest } {
  const made = bedrock.toRequest(callOf({ request }));
  // Holds: what the tests read is what they expect to find.
  return { sent: JSON.parse(String(made.body)) as ConverseRequest, made };
}

const hello = { messages: [{ role: 'user', content: 'Hi' }] };

describe('a request to Bedrock', () => {
  test.each([
    ['https://example.com/aws/', 'a:b/c', '/aws/model/a%3Ab%2Fc/converse-stream'],
    ['http://127.0.0.1:4190', 'm', '/model/m/converse-stream'],
  ])('goes below %s, the model id encoded whole', (baseUrl, upstreamModel, path) => {
    expect(bedrock.toRequest(callOf({ baseUrl, upstreamModel })).url.pathname).toBe(path);
  });

  test('has a toolConfig whenever the conversation has calls, whatever is on offer', () => {
    const { tools: _tools, ...without } = contractRequests.toolResults;
    const { toolConfig } = send(without).sent;
    expect(toolConfig?.tools.map(({ toolSpec }) => toolSpec.name)).toEqual(['get_weather']);
    expect(toolConfig).not.toHaveProperty('toolChoice');
  });

  test('says no calls in words where the conversation has calls, as Converse has no member for it', () => {
    const { sent } = send({ ...contractRequests.toolResults, tool_choice: 'none' });
    expect(sent.toolConfig?.tools).toHaveLength(1);
    expect(sent.toolConfig).not.toHaveProperty('toolChoice');
    expect(sent.system?.at(-1)?.text).toContain('without calling a tool');
    expect(send({ ...contractRequests.tools, tool_choice: 'none' }).sent).not.toHaveProperty(
      'toolConfig',
    );
  });

  test('leaves out of a tool what Converse or a model refuses', () => {
    const bare = {
      type: 'function',
      function: { name: 'hang_up', description: ' ', strict: true },
    };
    const { sent } = send({ ...hello, tools: [bare, weatherTool] });
    expect(sent.toolConfig?.tools[0]).toEqual({
      toolSpec: { name: 'hang_up', inputSchema: { json: { type: 'object' } } },
    });
  });

  test('brings temperature into Converse’s range, and stop into its list', () => {
    const { sent, made } = send({ ...hello, temperature: 1.4, top_p: 0, stop: 'three' });
    expect(sent.inferenceConfig).toEqual({ temperature: 1, topP: 0, stopSequences: ['three'] });
    expect(made.dropped).toEqual([]);
    expect(send({ ...hello, temperature: null, max_tokens: null }).sent).not.toHaveProperty(
      'inferenceConfig',
    );
  });

  test.each([
    ['none', 'global.anthropic.claude-haiku-5-5', { thinking: { type: 'disabled' } }, undefined],
    ['none', 'amazon.nova-micro-v1:0', undefined, undefined],
    ['minimal', 'global.anthropic.claude-haiku-5-5', undefined, { effort: 'low' }],
    ['high', 'global.anthropic.claude-haiku-5-5', undefined, { effort: 'high' }],
  ])('asks for reasoning_effort %s of %s', (effort, upstreamModel, thinking, outputConfig) => {
    const request = { ...hello, reasoning_effort: effort };
    const sent: unknown = JSON.parse(
      String(bedrock.toRequest(callOf({ request, upstreamModel })).body),
    );
    expect(sent).toMatchObject({
      ...(thinking ? { additionalModelRequestFields: thinking } : {}),
      ...(outputConfig ? { outputConfig } : {}),
    });
    if (!thinking) expect(sent).not.toHaveProperty('additionalModelRequestFields');
  });

  test('says which stop sequences it left out', () => {
    const { sent, made } = send({ ...hello, stop: ['\n', 'three'] });
    expect(sent.inferenceConfig?.stopSequences).toEqual(['three']);
    expect(made.dropped).toEqual(['stop']);
  });

  test('asks for JSON in words, as Converse has no JSON without a schema', () => {
    const { sent } = send({ ...hello, response_format: { type: 'json_object' } });
    expect(sent.system?.[0]?.text).toContain('JSON object');
    expect(send({ ...hello, response_format: { type: 'text' } }).sent).not.toHaveProperty('system');
  });

  test.each([
    ['https://example.com/a.png', 'data: URLs'],
    ['data:image/svg+xml;base64,PHN2Zy8+', 'PNG'],
    ['data:image/png,%89PNG', 'data: URLs'],
  ])('refuses the image %s with a reason', (url, reason) => {
    const content = [{ type: 'image_url', image_url: { url } }];
    expect(() => send({ messages: [{ role: 'user', content }] })).toThrow(
      expect.objectContaining({
        kind: 'invalid_request',
        code: 'unsupported_content',
        message: expect.stringContaining(reason),
      }),
    );
  });
});

describe('an answer of Bedrock', () => {
  const start = event('messageStart', { role: 'assistant' });
  const toolStart = event('contentBlockStart', {
    contentBlockIndex: 1,
    start: { toolUse: { toolUseId: 'tooluse_1', name: 'hang_up' } },
  });
  const toolStop = event('contentBlockStop', { contentBlockIndex: 1 });
  const stop = (stopReason: string): Buffer => event('messageStop', { stopReason });

  const read = (...frames: Buffer[]) => {
    const decoder = bedrock.decodeStream({ status: 200, headers: {} }, callOf());
    return [...decoder.push(Buffer.concat(frames)), ...decoder.end()].map(({ chunk }) => chunk);
  };

  test('gives a call without arguments those that clients can parse', () => {
    const empty = event('contentBlockDelta', {
      contentBlockIndex: 1,
      delta: { toolUse: { input: '' } },
    });
    for (const frames of [[toolStart, empty, toolStop], [toolStart]]) {
      const deltas = read(...frames, stop('tool_use')).flatMap(({ choices }) => choices);
      const calls = deltas.flatMap(({ delta }) => delta.tool_calls ?? []);
      expect(calls.map(({ function: called }) => called?.arguments).join('')).toBe('{}');
    }
  });

  test('ends with tool_calls when there are calls, though the model says end_turn', () => {
    const last = read(start, toolStart, toolStop, stop('end_turn')).at(-1);
    expect(last?.choices[0]?.finish_reason).toBe('tool_calls');
  });

  test.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['content_filtered', 'content_filter'],
    ['guardrail_intervened', 'content_filter'],
    ['a_reason_of_tomorrow', 'a_reason_of_tomorrow'],
  ])('stops for %s as %s', (reason, expected) => {
    expect(read(start, stop(reason)).at(-1)?.choices[0]?.finish_reason).toBe(expected);
  });

  test.each(['malformed_model_output', 'malformed_tool_use'])('fails for %s', (reason) => {
    expect(() => read(start, stop(reason))).toThrow(
      expect.objectContaining({ kind: 'bad_response', code: 'upstream_malformed' }),
    );
  });

  test('holds no more than 1 MB for one frame, whatever length it names', () => {
    const decoder = new FrameDecoder(() => undefined);
    const large = event('contentBlockDelta', { delta: { text: 'x'.repeat(1_048_576) } });
    expect(() => decoder.push(large.subarray(0, 12))).toThrow(
      expect.objectContaining({ code: 'upstream_too_large' }),
    );
  });

  test('reads headers of every type, and keeps those that are text', () => {
    const codec = new EventStreamCodec(String, (text) => Buffer.from(text));
    const bytes = codec.encode({
      headers: {
        ':message-type': { type: 'string', value: 'event' },
        flag: { type: 'boolean', value: true },
        small: { type: 'byte', value: 1 },
        short: { type: 'short', value: 2 },
        count: { type: 'integer', value: 7 },
        large: { type: 'long', value: Int64.fromNumber(2 ** 40) },
        bytes: { type: 'binary', value: Buffer.from('abc') },
        at: { type: 'timestamp', value: new Date(0) },
        id: { type: 'uuid', value: '1b4e28ba-2fa1-11d2-883f-b9a761bde3fb' },
        ':event-type': { type: 'string', value: 'ping' },
      },
      body: Buffer.from('{}'),
    });
    const seen: [string, string][] = [];
    new FrameDecoder(({ headers }) => seen.push(...headers)).push(Buffer.from(bytes));
    expect(seen).toEqual([
      [':message-type', 'event'],
      [':event-type', 'ping'],
    ]);
  });

  test('notices every changed byte of a frame', () => {
    const good = event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hello' } });
    for (const index of good.keys()) {
      const bad = Buffer.from(good);
      bad.writeUInt8(bad.readUInt8(index) ^ 0x10, index);
      const decoder = new FrameDecoder(() => expect.fail(`byte ${index} was not noticed`));
      expect(() => decoder.push(bad), `byte ${index}`).toThrow(ProviderError);
    }
  });

  test('is broken off when its last frame is', () => {
    const decoder = bedrock.decodeStream({ status: 200, headers: {} }, callOf());
    expect([...decoder.push(start.subarray(0, -1))]).toEqual([]);
    expect(() => decoder.end()).toThrow(ProviderError);
  });
});
