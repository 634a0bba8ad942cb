import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeUpstream, type FakeUpstream } from './fake-upstream.ts';
import { hello, postTurn } from './post-turn.ts';
import { choice, configOf, modelAt, startGateway } from './start-gateway.ts';

let upstream: FakeUpstream;

beforeAll(async () => {
  upstream = await startFakeUpstream();
});

afterAll(() => upstream[Symbol.asyncDispose]());

/** Fields of other kinds than OpenAI's schema gives them. */
const wrong: readonly object[] = [
  { stop: [{}] },
  { stop: { a: 1 } },
  { stop: [null] },
  { tools: [null] },
  { tools: {} },
  { tools: [{ type: 'function', function: { name: {} } }] },
  { tool_choice: { function: null } },
  { response_format: { type: 'json_schema', json_schema: { schema: 'x' } } },
  { messages: [{ role: 'user', content: [null] }] },
  { messages: [{ role: 'user', content: { a: 1 } }] },
  { messages: [{ role: 'user', content: [{ type: 'text', text: {} }] }] },
  { messages: [{ role: 'assistant', tool_calls: [null] }] },
  { messages: [{ role: 'assistant', tool_calls: [{ id: 1, function: { arguments: [] } }] }] },
  { messages: [{ role: 'tool', tool_call_id: {}, content: 7 }] },
];

test.each(['anthropic', 'bedrock', 'gemini', 'mistral', 'openai'])(
  'a field of a wrong kind is the caller’s fault or the upstream’s to judge, and ends nothing: %s',
  async (provider) => {
    await using gateway = await startGateway(
      configOf([choice(modelAt(upstream.url, { provider }))]),
    );
    for (const fields of wrong) {
      for (const stream of [false, true]) {
        const response = await postTurn(gateway, { ...hello, ...fields, stream });
        // The upstream speaks OpenAI's format: to another provider that is no answer, 502.
        expect([JSON.stringify(fields), [200, 400, 502]]).toEqual([
          JSON.stringify(fields),
          expect.arrayContaining([response.status]),
        ]);
        await response.text();
      }
    }
    expect(gateway.logs.filter((line) => 'err' in line)).toEqual([]);
  },
);
