import {
  Collector,
  type ChatCompletion,
  type ChatCompletionRequest,
} from '@jackfield/chat-completions';
import { describe, expect, test } from 'vitest';
import { eventsOf, providerCall } from '../../../test/provider-call.ts';
import { recordedBytes } from '../../../test/recorded-answers.ts';
import { weatherTool } from '../provider-contract-requests.ts';
import type { ProviderCall } from '../provider.ts';
import { geminiRules } from './gemini-rules.ts';
import type { GeminiRequest } from './gemini-types.ts';
import { gemini } from './gemini.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const head = { status: 200, headers: { 'content-type': 'text/event-stream' } };

function callOf(
  request: Partial<ChatCompletionRequest> = {},
  more: Partial<ProviderCall> = {},
): ProviderCall {
  return providerCall(request, {
    baseUrl: 'https://generativelanguage.example',
    upstreamModel: 'gemini-3.8-flash',
    ...more,
  });
}

function sent(request: Partial<ChatCompletionRequest>, upstreamModel = 'gemini-3.8-flash') {
  const { body } = gemini.toRequest(callOf(request, { upstreamModel }));
  // Holds: it is what the provider writes; the rules below judge it.
  return JSON.parse(String(body)) as GeminiRequest;
}

function streamed(bytes: Buffer | string, call = callOf()): ChatCompletion | null {
  const collector = new Collector();
  for (const { chunk } of eventsOf(gemini.decodeStream(head, call), bytes)) collector.push(chunk);
  return collector.completion();
}

describe('the URL', () => {
  test.each([
    [
      'https://host.example',
      'gemini-3.8-flash',
      true,
      'https://host.example/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
    ],
    [
      'https://host.example/',
      'gemini-3.8-flash',
      false,
      'https://host.example/v1beta/models/gemini-3.8-flash:generateContent',
    ],
    [
      'https://host.example/proxy/v1beta/',
      'gemini-3.8-flash',
      false,
      'https://host.example/proxy/v1beta/models/gemini-3.8-flash:generateContent',
    ],
    [
      'https://host.example?tenant=1',
      'tunedModels/mine',
      true,
      'https://host.example/v1beta/tunedModels/mine:streamGenerateContent?tenant=1&alt=sse',
    ],
    [
      'https://host.example',
      '../../x?y',
      false,
      'https://host.example/v1beta/../../x%3Fy:generateContent',
    ],
  ])('of %s for %s, streaming %s', (baseUrl, upstreamModel, streaming, expected) => {
    const { url } = gemini.toRequest(callOf({}, { baseUrl, upstreamModel, streaming }));
    expect(url.href).toBe(new URL(expected).href);
  });
});

describe('the request', () => {
  test('puts sampling and limits into the generation’s configuration', () => {
    const { generationConfig } = sent({
      temperature: 0.3,
      top_p: 0.9,
      max_tokens: 10,
      stop: 'END',
      n: 2,
      seed: -7,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
      logprobs: true,
      top_logprobs: 3,
      response_format: { type: 'json_object' },
    });
    expect(generationConfig).toEqual({
      temperature: 0.3,
      topP: 0.9,
      maxOutputTokens: 10,
      stopSequences: ['END'],
      candidateCount: 2,
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      responseLogprobs: true,
      logprobs: 3,
      responseMimeType: 'application/json',
    });
  });

  test('says nothing where nothing was asked for', () => {
    expect(sent({ temperature: null, stop: null, tools: [], tool_choice: null })).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
    });
  });

  test.each([
    ['gemini-3.8-flash', 'none', { thinkingLevel: 'MINIMAL' }],
    ['gemini-3.8-flash', 'medium', { thinkingLevel: 'MEDIUM' }],
    ['gemini-3.1-pro-preview', 'minimal', { thinkingLevel: 'LOW' }],
    ['gemini-flash-latest', 'max', { thinkingLevel: 'HIGH' }],
    ['gemini-2.5-flash', 'none', { thinkingBudget: 0 }],
    ['gemini-2.5-pro', 'none', { thinkingBudget: 128 }],
    ['gemini-2.5-flash-lite', 'low', { thinkingBudget: 1_024 }],
    ['gemini-2.5-flash', 'xhigh', { thinkingBudget: 24_576 }],
    ['gemini-1.5-pro', 'high', undefined],
    ['gemini-2.0-flash', 'high', undefined],
  ])('tells %s to think with effort %s', (model, effort, expected) => {
    expect(sent({ reasoning_effort: effort }, model).generationConfig?.thinkingConfig).toEqual(
      expected,
    );
  });

  test('holds calls to a strict tool’s schema', () => {
    const strict = { ...weatherTool, function: { ...weatherTool.function, strict: true } };
    expect(sent({ tools: [strict] }).toolConfig?.functionCallingConfig.mode).toBe('VALIDATED');
    expect(sent({ tools: [weatherTool] }).toolConfig).toBeUndefined();
  });

  test('offers only the tools that are allowed', () => {
    const { tools, toolConfig } = sent({
      tools: [weatherTool, { type: 'function', function: { name: 'hang_up' } }],
      tool_choice: {
        type: 'allowed_tools',
        mode: 'auto',
        tools: [{ type: 'function', name: 'hang_up' }],
      },
    });
    expect(tools).toEqual([{ functionDeclarations: [{ name: 'hang_up' }] }]);
    expect(toolConfig).toEqual({ functionCallingConfig: { mode: 'AUTO' } });
  });

  test.each([
    ['flex', 'flex'],
    ['priority', 'priority'],
    ['default', undefined],
  ])('makes service tier %s %s', (given, expected) => {
    expect(sent({ service_tier: given }).serviceTier).toBe(expected);
  });

  test('leaves a picture’s URL for Google to fetch, and sends sound and documents inline', () => {
    const { contents } = sent({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: 'https://pictures.example/a.PNG?x=1' } },
            { type: 'image_url', image_url: { url: 'https://pictures.example/b' } },
            { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
            { type: 'file', file: { file_data: 'data:application/pdf;base64,JVBERg==' } },
          ],
        },
      ],
    });
    expect(contents[0]?.parts).toEqual([
      { fileData: { mimeType: 'image/png', fileUri: 'https://pictures.example/a.PNG?x=1' } },
      { fileData: { mimeType: 'image/jpeg', fileUri: 'https://pictures.example/b' } },
      { inlineData: { mimeType: 'audio/wav', data: 'UklGRg==' } },
      { inlineData: { mimeType: 'application/pdf', data: 'JVBERg==' } },
    ]);
  });

  test.each([
    [{ type: 'file', file: { file_id: 'file-1' } }],
    [{ type: 'video', video: 'x' }],
    [{ type: 'image_url', image_url: { url: 'data:image/svg+xml,<svg/>' } }],
  ])('refuses a part it cannot carry: %j', (part) => {
    expect(() => sent({ messages: [{ role: 'user', content: [part] }] })).toThrow(
      expect.objectContaining({ code: 'unsupported_content', param: 'messages' }),
    );
  });

  test('gives a call that no Gemini made Google’s mark for that, where it is wanted', () => {
    const messages = [
      { role: 'user', content: 'Paris?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } },
          { id: 'b', type: 'function', function: { name: 'f', arguments: '{}' } },
        ],
      },
    ];
    const signatures = (model: string) =>
      sent({ messages }, model).contents[1]?.parts.map((part) => part.thoughtSignature);
    expect(signatures('gemini-3.8-flash')).toEqual(['skip_thought_signature_validator', undefined]);
    expect(signatures('gemini-2.5-flash')).toEqual([undefined, undefined]);
  });
});

describe('the answer', () => {
  test('carries thought signatures out and back on the parts they came with', () => {
    const completion = streamed(recordedBytes(fixtures, 'parallel-tool-calls.sse'));
    const message = completion?.choices[0]?.message;
    const calls = message?.tool_calls ?? [];
    const signature = 'EqsFCqgFAb4+9vvtAF5n87lB4OGDOoTRMOqp35jW65XsYXh6BySMwl9nvrbAvPcl';
    expect(calls[0]?.['extra_content']).toEqual({ google: { thought_signature: signature } });
    expect(calls[1]).not.toHaveProperty('extra_content');
    if (message === undefined) throw new Error('There was no answer.');
    const upstream = gemini.toRequest(
      callOf({ messages: [{ role: 'user', content: 'Paris and Rome?' }, message] }),
    );
    expect(geminiRules(upstream)).toEqual([]);
    expect(JSON.parse(String(upstream.body)).contents[1].parts).toEqual([
      {
        functionCall: { id: calls[0]?.id, name: 'get_weather', args: { city: 'Paris' } },
        thoughtSignature: signature,
      },
      { functionCall: { id: calls[1]?.id, name: 'get_weather', args: { city: 'Rome' } } },
    ]);
  });

  test('carries the signature of a text out and back', () => {
    const message = streamed(recordedBytes(fixtures, 'text.sse'))?.choices[0]?.message;
    if (message === undefined) throw new Error('There was no answer.');
    const { contents } = sent({
      messages: [{ role: 'user', content: 'Hi' }, message, { role: 'user', content: 'And?' }],
    });
    expect(contents[1]?.parts[0]?.thoughtSignature).toMatch(/^EqsFCqgF/);
  });

  test('gives a call Google’s id where it has one, and else one that no other turn gives', () => {
    const event = (id?: string) =>
      `data: ${JSON.stringify({
        candidates: [
          {
            content: { parts: [{ functionCall: { id, name: 'f', args: {} } }] },
            finishReason: 'STOP',
          },
        ],
      })}\n\n`;
    const idIn = (bytes: string, completionId: string) =>
      streamed(bytes, callOf({}, { completionId }))?.choices[0]?.message.tool_calls?.[0]?.id;
    expect(idIn(event('fc-7'), 'a')).toBe('fc-7');
    expect(idIn(event(), 'a')).toMatch(/^call_[a-zA-Z0-9]{24}$/);
    expect(idIn(event(), 'a')).not.toBe(idIn(event(), 'b'));
  });

  test('is filtered where the prompt was blocked, streamed and whole', () => {
    const choice = { finish_reason: 'content_filter', message: { content: '' } };
    expect(streamed(recordedBytes(fixtures, 'blocked-prompt.sse'))?.choices[0]).toMatchObject(
      choice,
    );
    const whole = recordedBytes(fixtures, 'blocked-prompt.json');
    const { completion } = gemini.decodeCompletion(head, whole, callOf());
    expect(completion).toMatchObject({ choices: [choice], usage: { prompt_tokens: 29 } });
  });

  test('keeps several candidates apart, and waits for the end of each', () => {
    const say = (index: number, text: string, finishReason?: string) =>
      `data: ${JSON.stringify({
        candidates: [{ index, content: { parts: [{ text }] }, finishReason }],
      })}\n\n`;
    const stream = say(0, 'One') + say(1, 'Uno') + say(0, '!', 'STOP');
    const broken = gemini.decodeStream(head, callOf());
    expect(Array.from(broken.push(Buffer.from(stream)))).toHaveLength(3);
    expect(Array.from(broken.end()), 'the second has no end').toEqual([]);
    expect(streamed(stream + say(1, '¡', 'MAX_TOKENS'))?.choices).toMatchObject([
      { message: { content: 'One!' }, finish_reason: 'stop' },
      { message: { content: 'Uno¡' }, finish_reason: 'length' },
    ]);
  });

  test('holds the finish reason back until the end: a call may still come', () => {
    const stream =
      'data: {"candidates":[{"content":{"parts":[{"text":"Well, "}]},"finishReason":"STOP"}]}\n\n' +
      'data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f"}}]},"finishReason":"STOP"}]}\n\n';
    expect(streamed(stream)?.choices).toMatchObject([
      { message: { content: 'Well, ' }, finish_reason: 'tool_calls' },
    ]);
  });

  test('gives what came before a failure, and then the failure', () => {
    const decoder = gemini.decodeStream(head, callOf());
    const events = decoder.push(
      Buffer.from(
        'data: {"candidates":[{"content":{"parts":[{"text":"Hel"}]}}]}\n\n' +
          'data: {"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}\n\n',
      ),
    );
    const heard: unknown[] = [];
    expect(() => {
      for (const { chunk } of events) heard.push(chunk.choices[0]?.delta.content);
    }).toThrow(expect.objectContaining({ kind: 'overloaded' }));
    expect(heard).toEqual(['Hel']);
  });

  test('is also decoded where alt=sse was lost on the way', () => {
    const array = JSON.stringify([
      { candidates: [{ content: { parts: [{ text: 'Hel' }] } }], responseId: 'r-1' },
      { candidates: [{ content: { parts: [{ text: 'lo' }] }, finishReason: 'STOP' }] },
    ]);
    expect(streamed(array)).toMatchObject({
      id: 'r-1',
      choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }],
    });
    expect(() => streamed('[{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}]')).toThrow(
      expect.objectContaining({ kind: 'rate_limited' }),
    );
  });

  test('carries log probabilities', () => {
    const one = { token: 'Hé', logProbability: -0.1 };
    const other = { token: 'Ho', logProbability: -2 };
    const stream = `data: ${JSON.stringify({
      candidates: [
        {
          content: { parts: [{ text: 'Hé' }] },
          finishReason: 'STOP',
          logprobsResult: {
            chosenCandidates: [one],
            topCandidates: [{ candidates: [one, other] }],
          },
        },
      ],
    })}\n\n`;
    const first = { token: 'Hé', logprob: -0.1, bytes: [72, 195, 169] };
    expect(streamed(stream)?.choices[0]?.logprobs).toMatchObject({
      content: [
        { ...first, top_logprobs: [first, { token: 'Ho', logprob: -2, bytes: [72, 111] }] },
      ],
    });
  });

  test.each([
    ['SAFETY', 'content_filter'],
    ['RECITATION', 'content_filter'],
    ['LANGUAGE', 'content_filter'],
    ['BLOCKLIST', 'content_filter'],
    ['PROHIBITED_CONTENT', 'content_filter'],
    ['SPII', 'content_filter'],
    ['MAX_TOKENS', 'length'],
    ['STOP', 'stop'],
  ])('that ended for %s ended for %s', (given, expected) => {
    const stream = `data: {"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"${given}"}]}\n\n`;
    expect(streamed(stream)?.choices[0]?.finish_reason).toBe(expected);
  });

  test.each(['UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS', 'OTHER', 'NO_IMAGE', 'A_NEW_ONE'])(
    'that ended for %s is a failure, never a quiet stop',
    (given) => {
      const stream = `data: {"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"${given}"}]}\n\n`;
      expect(() => streamed(stream)).toThrow(
        expect.objectContaining({ kind: 'bad_response', retryable: true }),
      );
    },
  );
});
