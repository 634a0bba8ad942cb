import { GoogleGenAI, type Content, type GenerateContentConfig } from '@google/genai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeUpstream, type FakeUpstream } from '../start-fake-upstream.ts';

let fake: FakeUpstream;
let client: GoogleGenAI;
const model = 'gemini-3.8-flash';

beforeAll(async () => {
  fake = await startFakeUpstream();
  client = sdk(fake.credentials.gemini);
});
afterAll(() => fake.close());

/** The SDK asks for `v1` since 3.0; Jackfield speaks `v1beta`, where thinking and signatures are. */
function sdk(apiKey: string): GoogleGenAI {
  const httpOptions = {
    apiVersion: 'v1beta',
    baseUrl: fake.baseUrls.gemini,
    retryOptions: { attempts: 1 },
  };
  return new GoogleGenAI({ apiKey, httpOptions });
}

function ask(contents: string | Content[], config: GenerateContentConfig = {}) {
  return client.models.generateContent({ model, contents, config });
}

async function post(body: object, action = 'generateContent') {
  const response = await fetch(`${fake.baseUrls.gemini}/v1beta/models/${model}:${action}`, {
    method: 'POST',
    headers: { 'x-goog-api-key': fake.credentials.gemini, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.text() };
}

const tools = [
  {
    functionDeclarations: [
      {
        name: 'get_weather',
        parametersJsonSchema: {
          type: 'object',
          properties: { city: { type: 'string' } },
          required: ['city'],
        },
      },
    ],
  },
];

const hello = [{ role: 'user', parts: [{ text: 'Hello' }] }];

describe("Google's official SDK accepts the fake", () => {
  it('echoes the last user message', async () => {
    const answer = await ask('Good morning, operator', { systemInstruction: 'Be kind' });
    expect(answer.text).toBe('Good morning, operator');
    expect(answer.candidates?.[0]?.finishReason).toBe('STOP');
    expect(answer.usageMetadata).toMatchObject({ promptTokenCount: 5, candidatesTokenCount: 3 });
  });

  it('streams the same words', async () => {
    const stream = await client.models.generateContentStream({
      model,
      contents: 'Grüße aus 東京 👋',
    });
    let text = '';
    for await (const chunk of stream) text += chunk.text ?? '';
    expect(text).toBe('Grüße aus 東京 👋');
  });

  it('signs the first of parallel function calls, and takes the results with the signature', async () => {
    const contents: Content[] = [
      { role: 'user', parts: [{ text: 'call get_weather for Paris and Rome' }] },
    ];
    const first = await ask(contents, { tools });
    const content = first.candidates?.[0]?.content ?? {};
    expect(first.functionCalls).toEqual([
      { name: 'get_weather', args: { city: 'Paris' } },
      { name: 'get_weather', args: { city: 'Rome' } },
    ]);
    expect(content.parts?.map((part) => part.thoughtSignature !== undefined)).toEqual([
      true,
      false,
    ]);
    const results = ['21', '25'].map((output) => ({
      functionResponse: { name: 'get_weather', response: { output } },
    }));
    const second = await ask([...contents, content, { role: 'user', parts: results }], { tools });
    expect(second.text).toBe('The tool answered: 21; 25');
  });

  it('streams a function call before the chunk that says STOP', async () => {
    const stream = await client.models.generateContentStream({
      model,
      contents: 'call get_weather for Paris',
      config: { tools },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks[0]?.functionCalls?.[0]?.args).toEqual({ city: 'Paris' });
    expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('STOP');
  });

  it('shows its thoughts where they are asked for, and counts them apart', async () => {
    const answer = await ask('Hello', { thinkingConfig: { includeThoughts: true } });
    expect(answer.candidates?.[0]?.content?.parts?.[0]).toMatchObject({ thought: true });
    expect(answer.text).toBe('Hello');
    expect(answer.usageMetadata).toMatchObject({
      candidatesTokenCount: 1,
      thoughtsTokenCount: 4,
      totalTokenCount: 6,
    });
  });

  it('answers in the schema asked for, stops at the most tokens and at filters', async () => {
    const shaped = await ask('Ada', {
      responseMimeType: 'application/json',
      responseJsonSchema: { type: 'object', properties: { name: { type: 'string' } } },
    });
    expect(shaped.text).toBe('{"name":"Ada"}');
    const cut = await ask('one two three', { maxOutputTokens: 2 });
    expect(cut.candidates?.[0]?.finishReason).toBe('MAX_TOKENS');
    const filtered = await ask('one two three four [filtered]');
    expect(filtered.candidates?.[0]?.finishReason).toBe('SAFETY');
    const blocked = await ask('one two [blocked]');
    expect(blocked.promptFeedback?.blockReason).toBe('PROHIBITED_CONTENT');
    expect(blocked.candidates).toBeUndefined();
  });

  it('lists models', async () => {
    const names = [];
    for await (const { name } of await client.models.list()) names.push(name);
    expect(names).toContain(`models/${model}`);
  });

  it('raises the errors of faults and of a wrong key', async () => {
    await expect(ask('Hi [fault: 429 retry-after=34]')).rejects.toMatchObject({
      status: 429,
      message: expect.stringMatching(/"retryDelay":"34s"/),
    });
    await expect(
      sdk('wrong').models.generateContent({ model, contents: 'Hi' }),
    ).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/API_KEY_INVALID/) });
  });

  it('raises an error that comes inside the stream', async () => {
    const stream = await client.models.generateContentStream({
      model,
      contents: 'one two three four [fault: exception-in-stream]',
    });
    await expect(async () => {
      for await (const _chunk of stream);
    }).rejects.toMatchObject({ status: 503 });
  });
});

describe("Gemini's rules", () => {
  it('refuses unknown names, and says where each stands', async () => {
    const answer = await post({
      contents: hello,
      store_it: true,
      generationConfig: { frequencyPenalties: 1 },
      tools: [
        {
          functionDeclarations: [
            { name: 'f', parameters: { type: 'OBJECT', additionalProperties: false } },
          ],
        },
      ],
    });
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('Unknown name \\"store_it\\": Cannot find field.');
    expect(answer.body).toContain('Unknown name \\"frequencyPenalties\\" at \'generation_config\'');
    expect(answer.body).toContain("at 'tools[0].function_declarations[0].parameters'");
  });

  it('takes proto names for JSON names', async () => {
    const config = { max_output_tokens: 1 };
    const contents = [{ role: 'user', parts: [{ text: 'one two' }] }];
    const answer = await post({ contents, generation_config: config });
    expect(answer.body).toContain('MAX_TOKENS');
  });

  it.each([
    ['missing', {}, 'missing a thought_signature'],
    ['unknown', { thoughtSignature: 'c3R1ZmY=' }, 'Corrupted thought signature'],
  ])('refuses a function call whose thought signature is %s', async (_what, more, message) => {
    const answer = await post({
      contents: [
        ...hello,
        { role: 'model', parts: [{ functionCall: { name: 'f', args: {} }, ...more }] },
        { role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] },
      ],
    });
    expect(answer.status).toBe(400);
    expect(answer.body).toContain(message);
  });

  it('refuses results that are not as many as their calls', async () => {
    const call = {
      functionCall: { name: 'f', args: {} },
      thoughtSignature: 'skip_thought_signature_validator',
    };
    const result = { functionResponse: { name: 'f', response: {} } };
    const answer = await post({
      contents: [
        ...hello,
        { role: 'model', parts: [call, call] },
        { role: 'user', parts: [result] },
      ],
    });
    expect(answer.body).toContain('number of function response parts is equal');
  });

  it('refuses a request without contents, and other roles', async () => {
    expect((await post({ contents: [] })).body).toContain('contents is not specified');
    const odd = [{ role: 'assistant', parts: [{ text: 'x' }] }];
    expect((await post({ contents: odd })).body).toContain('valid role: user, model');
  });

  it('streams a JSON array where alt=sse is missing', async () => {
    const answer = await post({ contents: hello }, 'streamGenerateContent');
    expect(JSON.parse(answer.body)).toHaveLength(2);
  });
});
