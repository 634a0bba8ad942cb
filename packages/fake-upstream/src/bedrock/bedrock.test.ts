import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  type ConverseCommandInput,
  type ConverseStreamOutput,
  type Tool,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeUpstream, type FakeUpstream } from '../start-fake-upstream.ts';

let fake: FakeUpstream;
let client: BedrockRuntimeClient;
const clients: BedrockRuntimeClient[] = [];
const modelId = 'anthropic.claude-3-5-haiku-20241022-v1:0';

beforeAll(async () => {
  fake = await startFakeUpstream();
  client = sdk(fake);
});
afterAll(async () => {
  for (const one of clients) one.destroy();
  await fake.close();
});

/** The SDK speaks HTTP/2 to Bedrock unless told otherwise; so do few others. */
function sdk(
  { origin, credentials }: FakeUpstream,
  keys: { secretAccessKey?: string; accessKeyId?: string; sessionToken?: string } = {},
): BedrockRuntimeClient {
  const { accessKeyId, secretAccessKey } = credentials.bedrock;
  const made = new BedrockRuntimeClient({
    region: 'eu-west-1',
    endpoint: origin,
    credentials: { accessKeyId, secretAccessKey, ...keys },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  });
  clients.push(made);
  return made;
}

function said(text: string, more: Partial<ConverseCommandInput> = {}): ConverseCommandInput {
  return { modelId, messages: [{ role: 'user', content: [{ text }] }], ...more };
}

function converse(input: ConverseCommandInput) {
  return client.send(new ConverseCommand(input));
}

async function stream(input: ConverseCommandInput): Promise<ConverseStreamOutput[]> {
  const events: ConverseStreamOutput[] = [];
  const answer = await client.send(new ConverseStreamCommand(input));
  for await (const event of answer.stream ?? []) events.push(event);
  return events;
}

function textOf(events: ConverseStreamOutput[]): string {
  return events.map((event) => event.contentBlockDelta?.delta?.text ?? '').join('');
}

const weather: Tool = {
  toolSpec: {
    name: 'get_weather',
    description: 'The weather in a city',
    inputSchema: {
      json: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
};
const toolConfig = { tools: [weather] };

describe("AWS' official SDK accepts the fake", () => {
  it('echoes the last user message, under a signature over the encoded model id', async () => {
    const answer = await converse(
      said('Good morning, operator', { system: [{ text: 'Be kind' }] }),
    );
    expect(answer.output?.message?.content).toEqual([{ text: 'Good morning, operator' }]);
    expect(answer.stopReason).toBe('end_turn');
    expect(answer.usage).toMatchObject({ inputTokens: 5, outputTokens: 3, totalTokens: 8 });
    expect(fake.seen.at(-1)?.path).toContain('v1%3A0/converse');
  });

  it('streams the same words in a binary event stream', async () => {
    const events = await stream(said('Grüße aus 東京 👋'));
    expect(textOf(events)).toBe('Grüße aus 東京 👋');
    expect(events.at(-2)?.messageStop?.stopReason).toBe('end_turn');
    expect(events.at(-1)?.metadata?.usage?.totalTokens).toBe(8);
  });

  it('calls tools in parallel, and takes the results', async () => {
    const text = 'call get_weather for Paris and Rome';
    const first = await converse(said(text, { toolConfig }));
    expect(first.stopReason).toBe('tool_use');
    const content = first.output?.message?.content ?? [];
    expect(content.map(({ toolUse }) => toolUse?.input)).toEqual([
      { city: 'Paris' },
      { city: 'Rome' },
    ]);
    const results = content.map(({ toolUse }) => ({
      toolResult: { toolUseId: toolUse?.toolUseId, content: [{ text: 'sunny' }] },
    }));
    const second = await converse({
      modelId,
      toolConfig,
      messages: [
        { role: 'user', content: [{ text }] },
        { role: 'assistant', content },
        { role: 'user', content: results },
      ],
    });
    expect(second.output?.message?.content).toEqual([{ text: 'The tool answered: sunny; sunny' }]);
  });

  it('streams a tool call in pieces', async () => {
    const events = await stream(said('call get_weather for Paris', { toolConfig }));
    const input = events.map((event) => event.contentBlockDelta?.delta?.toolUse?.input ?? '');
    expect(input.join('')).toBe('{"city":"Paris"}');
    expect(input.filter((piece) => piece !== '').length).toBeGreaterThan(1);
    expect(events.find((event) => event.contentBlockStart)?.contentBlockStart?.start).toMatchObject(
      { toolUse: { name: 'get_weather' } },
    );
  });

  it('reasons, keeps to a schema, and stops at the most tokens, at a sequence and at filters', async () => {
    const reasoned = await stream(
      said('Hello', { additionalModelRequestFields: { thinking: { type: 'enabled' } } }),
    );
    expect(reasoned[1]?.contentBlockDelta?.delta?.reasoningContent?.text).toBe('The');
    expect(textOf(reasoned)).toBe('Hello');
    const schema = JSON.stringify({ type: 'object', properties: { name: { type: 'string' } } });
    const shaped = await converse(
      said('Ada', {
        outputConfig: {
          textFormat: {
            type: 'json_schema',
            structure: { jsonSchema: { schema, name: 'person' } },
          },
        },
      }),
    );
    expect(shaped.output?.message?.content).toEqual([{ text: '{"name":"Ada"}' }]);
    const reasonOf = async (text: string, inferenceConfig = {}) =>
      (await converse(said(text, { inferenceConfig }))).stopReason;
    expect(await reasonOf('one two three', { maxTokens: 2 })).toBe('max_tokens');
    expect(await reasonOf('one two three', { stopSequences: ['two'] })).toBe('stop_sequence');
    expect(await reasonOf('one two [filtered]')).toBe('content_filtered');
    expect(await reasonOf('one two [blocked]')).toBe('guardrail_intervened');
  });

  it('says what images it was shown', async () => {
    const answer = await converse({
      modelId,
      messages: [
        {
          role: 'user',
          content: [
            { text: 'Look' },
            { image: { format: 'png', source: { bytes: new Uint8Array(68) } } },
          ],
        },
      ],
    });
    expect(answer.output?.message?.content).toEqual([{ text: 'Look (image/png, 68 bytes)' }]);
  });

  it.each([
    ['429', 'ThrottlingException', 429],
    ['500', 'InternalServerException', 500],
    ['503', 'ServiceUnavailableException', 503],
    ['forbidden', 'AccessDeniedException', 403],
    ['context-length', 'ValidationException', 400],
    ['quota', 'ServiceQuotaExceededException', 400],
  ])('raises %s as %s', async (fault, name, status) => {
    await expect(converse(said(`Hi [fault: ${fault}]`))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: status },
    });
  });

  it('raises an exception, a bad checksum and a truncated frame inside a stream', async () => {
    const words = 'one two three four';
    await expect(stream(said(`${words} [fault: exception-in-stream]`))).rejects.toMatchObject({
      name: 'ServiceUnavailableException',
    });
    await expect(stream(said(`${words} [fault: bad-checksum]`))).rejects.toThrow(/checksum/i);
    await expect(stream(said(`${words} [fault: truncated-frame]`))).rejects.toThrow(
      'Truncated event message',
    );
  });
});

describe('the signature', () => {
  it('is refused when the secret is wrong', async () => {
    const wrong = sdk(fake, { secretAccessKey: 'wrong' });
    await expect(wrong.send(new ConverseCommand(said('Hi')))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      $metadata: { httpStatusCode: 403 },
    });
    expect(fake.seen.at(-1)?.status).toBe(403);
  });

  it('is refused when the key or the session is unknown', async () => {
    const refused = { name: 'UnrecognizedClientException' };
    const other = sdk(fake, { accessKeyId: 'AKIAOTHEROTHEROTHER0' });
    await expect(other.send(new ConverseCommand(said('Hi')))).rejects.toMatchObject(refused);
    const session = sdk(fake, { sessionToken: 'not-asked-for' });
    await expect(session.send(new ConverseCommand(said('Hi')))).rejects.toMatchObject(refused);
  });

  it('covers the session token of a temporary key', async () => {
    const bedrock = { sessionToken: 'session/token+=', region: 'eu-west-1' };
    await using temporary = await startFakeUpstream({ credentials: { bedrock } });
    const right = sdk(temporary, { sessionToken: bedrock.sessionToken });
    const answer = await right.send(new ConverseStreamCommand(said('Hi')));
    expect(answer.$metadata.httpStatusCode).toBe(200);
    await expect(sdk(temporary).send(new ConverseCommand(said('Hi')))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  it('is refused when it is old, or for another region', async () => {
    const later = Date.now() + 3_600_000;
    await using ahead = await startFakeUpstream({ now: () => later });
    await expect(fetchSigned(ahead, { date: new Date(later - 400_000) })).resolves.toMatchObject({
      status: 403,
      body: expect.stringMatching(/Signature expired/),
    });
    await using elsewhere = await startFakeUpstream({
      credentials: { bedrock: { region: 'us-east-1' } },
    });
    await expect(sdk(elsewhere).send(new ConverseCommand(said('Hi')))).rejects.toThrow(
      'valid region',
    );
  });

  it('covers the body', async () => {
    const answer = await fetchSigned(fake, { sent: JSON.stringify(said('Goodbye')) });
    expect(answer).toMatchObject({ status: 403, body: expect.stringMatching(/does not match/) });
    expect(await fetchSigned(fake, {})).toMatchObject({ status: 200 });
  });

  it('may be a Bedrock API key instead', async () => {
    const bearer = (token: string) =>
      fetch(`${fake.origin}/model/${encodeURIComponent(modelId)}/converse`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ messages: said('Hi').messages }),
      });
    expect((await bearer(fake.credentials.bedrock.bearer)).status).toBe(200);
    const wrong = await bearer('wrong');
    expect(wrong.status).toBe(403);
    expect(await wrong.json()).toMatchObject({
      Message: expect.stringMatching(/Authentication failed/),
    });
  });
});

/** A request of the SDK, kept back and sent at another time or with another body. */
async function fetchSigned(
  upstream: FakeUpstream,
  { date, sent }: { date?: Date; sent?: string },
): Promise<{ status: number; body: string }> {
  let kept: { headers: Record<string, string>; path: string; body: string } | undefined;
  const signer = sdk(upstream);
  if (date !== undefined) {
    signer.config.systemClockOffset = date.getTime() - Date.now();
  }
  signer.middlewareStack.add(
    (next) => async (args) => {
      // Holds: at this step the request is an HTTP request.
      kept = args.request as typeof kept;
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await signer.send(new ConverseCommand(said('Hello'))).catch(() => undefined);
  const { host: _host, 'content-length': _length, ...headers } = kept?.headers ?? {};
  const response = await fetch(`${upstream.origin}${kept?.path ?? ''}`, {
    method: 'POST',
    headers,
    body: sent ?? kept?.body ?? '',
  });
  return { status: response.status, body: await response.text() };
}

describe("Bedrock's rules", () => {
  const user = { role: 'user' as const, content: [{ text: 'x' }] };
  const assistant = { role: 'assistant' as const, content: [{ text: 'x' }] };
  const use = {
    role: 'assistant' as const,
    content: [{ toolUse: { toolUseId: 'a', name: 'f', input: {} } }],
  };
  const result = {
    role: 'user' as const,
    content: [{ toolResult: { toolUseId: 'a', content: [{ text: 'x' }] } }],
  };
  const longId = 'a'.repeat(65);

  it.each([
    ['two user messages in a row', { messages: [user, user] }, 'must alternate'],
    ['an assistant first', { messages: [assistant, user] }, 'must start with a user message'],
    ['empty text', { messages: [{ role: 'user', content: [{ text: ' ' }] }] }, 'is blank'],
    ['an empty system prompt', { messages: [user], system: [{ text: '' }] }, 'is blank'],
    ['no content', { messages: [{ role: 'user', content: [] }] }, 'is empty'],
    ['tool use without toolConfig', { messages: [user, use, result] }, 'toolConfig field must be'],
    ['a call without a result', { messages: [user, use, user], toolConfig }, 'Expected toolResult'],
    ['a result without a call', { messages: [result], toolConfig }, 'exceeds the number'],
    ['an empty tool list', { messages: [user], toolConfig: { tools: [] } }, 'toolConfig.tools'],
    ['a temperature above 1', { messages: [user], inferenceConfig: { temperature: 1.5 } }, '1.5'],
    [
      'a long tool id',
      {
        messages: [
          user,
          {
            role: 'assistant',
            content: [{ toolUse: { toolUseId: longId, name: 'f', input: {} } }],
          },
        ],
        toolConfig,
      },
      'length less than or equal to 64',
    ],
  ])('refuses %s', async (_what, body, message) => {
    const response = await fetch(`${fake.origin}/model/${modelId}/converse`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${fake.credentials.bedrock.bearer}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toMatch(/^ValidationException:/);
    expect(await response.text()).toContain(message);
  });
});
