import { Collector, type ChatCompletionRequest } from '@jackfield/chat-completions';
import { describe, expect, test } from 'vitest';
import { eventsOf, providerCall } from '../../../test/provider-call.ts';
import { recordedBytes } from '../../../test/recorded-answers.ts';
import { contractRequests, weatherTool } from '../provider-contract-requests.ts';
import { mistralRules } from './mistral-rules.ts';
import { mistral } from './mistral.ts';

const fixtures = new URL('fixtures/', import.meta.url);
const head = { status: 200, headers: { 'content-type': 'text/event-stream' } };

function sent(request: Partial<ChatCompletionRequest>): Record<string, unknown> {
  return JSON.parse(String(mistral.toRequest(providerCall(request)).body));
}

describe('the request', () => {
  test('holds no field that Mistral forbids, whatever the caller sets', () => {
    const upstream = mistral.toRequest(
      providerCall({
        user: 'user-1',
        logit_bias: { '1': 1 },
        logprobs: true,
        store: true,
        verbosity: 'low',
        safety_identifier: 'caller-1',
        max_completion_tokens: 50,
        seed: -7,
        stream_options: { include_usage: true },
        a_field_of_tomorrow: 1,
        messages: [
          { role: 'developer', content: 'Be brief.' },
          { role: 'user', content: 'Hi' },
        ],
      }),
    );
    expect(mistralRules(upstream)).toEqual([]);
    expect(upstream.dropped).toEqual([
      'user',
      'logit_bias',
      'logprobs',
      'store',
      'verbosity',
      'safety_identifier',
      'a_field_of_tomorrow',
    ]);
    expect(JSON.parse(String(upstream.body))).toMatchObject({ max_tokens: 50, random_seed: 7 });
  });

  test('does not report a field as dropped that asks for nothing', () => {
    const { dropped, body } = mistral.toRequest(
      providerCall({ user: null, logprobs: false, store: false, modalities: ['text'] }),
    );
    expect(dropped).toEqual([]);
    expect(JSON.parse(String(body))).not.toHaveProperty('modalities');
  });

  test.each([
    [1.5, 1.5],
    [1.8, 1.5],
    [2, 1.5],
    [0, 0],
    // OpenAI refuses it too: the vendor says so.
    [3, 3],
  ])('makes temperature %s %s', (given, expected) => {
    expect(sent({ temperature: given })['temperature']).toBe(expected);
  });

  test('makes top_p 0 the least that Mistral takes', () => {
    expect(sent({ top_p: 0 })['top_p']).toBe(0.001);
  });

  test('keeps fields of Mistral’s own', () => {
    expect(sent({ safe_prompt: true, random_seed: 3 })).toMatchObject({
      safe_prompt: true,
      random_seed: 3,
    });
  });

  test.each([
    ['max', 'xhigh'],
    ['low', 'low'],
  ])('makes reasoning_effort %s %s', (given, expected) => {
    expect(sent({ reasoning_effort: given })['reasoning_effort']).toBe(expected);
  });

  test('leaves a service tier in words that Mistral has', () => {
    expect(sent({ service_tier: 'default' })['service_tier']).toBe('standard_only');
    expect(sent({ service_tier: 'priority' })['service_tier']).toBe('auto');
  });

  test('cuts the tools down to those that are allowed', () => {
    const other = { type: 'function', function: { name: 'hang_up' } };
    const body = sent({
      tools: [weatherTool, other],
      tool_choice: {
        type: 'allowed_tools',
        allowed_tools: {
          mode: 'required',
          tools: [{ type: 'function', function: { name: 'hang_up' } }],
        },
      },
    });
    expect(body['tools']).toEqual([
      {
        type: 'function',
        function: { name: 'hang_up', parameters: { type: 'object', properties: {} } },
      },
    ]);
    expect(body['tool_choice']).toBe('any');
  });

  test('sends no tool_choice without tools', () => {
    expect(sent({ tool_choice: 'auto', parallel_tool_calls: false })).not.toHaveProperty(
      'tool_choice',
    );
  });

  test.each([
    [
      'a schema that is missing',
      { response_format: { type: 'json_schema', json_schema: { name: 'x' } } },
      'response_format',
    ],
    ['a tool that is no function', { tools: [{ type: 'custom', custom: { name: 'x' } }] }, 'tools'],
    [
      'a choice that is no function',
      { tools: [weatherTool], tool_choice: { type: 'custom' } },
      'tool_choice',
    ],
    ['spoken answers', { modalities: ['text', 'audio'] }, 'modalities'],
  ])('refuses %s', (_what, request, param) => {
    expect(() => sent(request)).toThrow(
      expect.objectContaining({ kind: 'invalid_request', code: 'unsupported_parameter', param }),
    );
  });

  test.each([[{ type: 'file', file: { file_id: 'file-1' } }], [{ type: 'video', video: 'x' }]])(
    'refuses a part it cannot carry: %j',
    (part) => {
      const messages = [{ role: 'user', content: [part] }];
      expect(() => sent({ messages })).toThrow(
        expect.objectContaining({ code: 'unsupported_content', param: 'messages' }),
      );
    },
  );

  test('carries sound and documents in Mistral’s own parts', () => {
    const upstream = mistral.toRequest(
      providerCall({
        messages: [
          {
            role: 'user',
            content: [
              { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
              {
                type: 'file',
                file: { file_data: 'data:application/pdf;base64,JVBERg==', filename: 'a.pdf' },
              },
              { type: 'text', text: 'Summarise.', prompt_cache_breakpoint: true },
            ],
          },
        ],
      }),
    );
    expect(mistralRules(upstream)).toEqual([]);
    expect(JSON.parse(String(upstream.body)).messages[0].content).toEqual([
      { type: 'input_audio', input_audio: 'UklGRg==' },
      {
        type: 'document_url',
        document_url: 'data:application/pdf;base64,JVBERg==',
        document_name: 'a.pdf',
      },
      { type: 'text', text: 'Summarise.' },
    ]);
  });

  test('lets the caller have the last message continued', () => {
    const messages = [
      { role: 'user', content: 'A rhyme?' },
      { role: 'assistant', content: 'Roses are', prefix: true },
    ];
    expect(sent({ messages })['messages']).toEqual(messages);
  });
});

describe('the stream', () => {
  function recorded(name: string): Buffer {
    return recordedBytes(fixtures, `${name}.sse`);
  }

  test('gives Mistral’s own bytes where nothing is to be repaired', () => {
    const bytes = recorded('text');
    const events = eventsOf(mistral.decodeStream(head, providerCall()), bytes);
    const datas = bytes.toString('utf8').match(/(?<=^data: )\{.*$/gm);
    expect(events.map(({ json }) => json)).toEqual(datas);
  });

  test('puts a call together that comes in pieces under one index', () => {
    const collector = new Collector();
    const decoder = mistral.decodeStream(head, providerCall());
    for (const { chunk } of eventsOf(decoder, recorded('tool-call-in-pieces'))) {
      collector.push(chunk);
    }
    expect(collector.completion()?.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        tool_calls: [
          {
            id: 'chatcmpl-tool-9f149c74c42f265b',
            function: { name: 'get_weather', arguments: '{"city":"Paris"}' },
          },
        ],
      },
    });
  });

  test('counts calls that all carry the index 0', () => {
    const call = (id: string, city: string) =>
      `data: ${JSON.stringify({
        choices: [
          {
            index: 0,
            delta: {
              tool_calls: [
                { id, index: 0, function: { name: 'get_weather', arguments: { city } } },
              ],
            },
            finish_reason: null,
          },
        ],
      })}\n\n`;
    const decoder = mistral.decodeStream(head, providerCall());
    const calls = eventsOf(decoder, call('gSIMJiOkT', 'Paris'), call('xW3kP9aLq', 'Rome')).flatMap(
      ({ chunk }) => chunk.choices[0]?.delta.tool_calls ?? [],
    );
    expect(calls.map(({ index }) => index)).toEqual([0, 1]);
    expect(calls.map((each) => each.function?.arguments)).toEqual([
      '{"city":"Paris"}',
      '{"city":"Rome"}',
    ]);
  });

  test('gives usage a chunk of its own when the caller asked for it', () => {
    const decoder = mistral.decodeStream(head, providerCall({}, { includeUsage: true }));
    const chunks = eventsOf(decoder, recorded('text')).map(({ chunk }) => chunk);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 44 } });
    expect(chunks.at(-2)).toMatchObject({ choices: [{ finish_reason: 'stop' }], usage: null });
  });

  test('is also decoded where the answer is one document', () => {
    const whole = recordedBytes(fixtures, 'reasoning.json');
    const chunks = eventsOf(mistral.decodeStream(head, providerCall()), whole);
    const deltas = chunks.map(({ chunk }) => chunk.choices[0]?.delta);
    expect(deltas).toContainEqual({ content: 'Four.', reasoning_content: 'Two and two.' });
  });
});

test('carries every request of the contract without a word that Mistral forbids', () => {
  for (const request of Object.values(contractRequests)) {
    expect(mistralRules(mistral.toRequest(providerCall(request)))).toEqual([]);
  }
});
