import type { AssistantMessage, ChatMessage } from '@jackfield/chat-completions';
import { describe, expect, test } from 'vitest';
import { providerCall } from '../../test/provider-call.ts';
import { recordedBytes } from '../../test/recorded-answers.ts';
import { alternationRules } from './alternation-rules.ts';
import { readAnthropicRequest } from './anthropic/read-anthropic-request.ts';
import { bedrockRules } from './bedrock/bedrock-rules.ts';
import { conversationSet, stillSaid } from './conversation-set.ts';
import { geminiRules } from './gemini/gemini-rules.ts';
import { mistralRules } from './mistral/mistral-rules.ts';
import { openAiRules } from './openai/openai-rules.ts';
import { contractRequests } from './provider-contract-requests.ts';
import type { Provider, ProviderCall, UpstreamRequest } from './provider.ts';
import { providers } from './providers.ts';

/** A team's own endpoint and PolyLLM have no rules that we could know. */
const asTheyAre = ['polyllm', 'byom'];

/** What each vendor refuses. */
const rules: Record<string, (request: UpstreamRequest) => string[]> = {
  openai: openAiRules,
  mistral: mistralRules,
  gemini: geminiRules,
  bedrock: bedrockRules,
  anthropic: (request) => alternationRules(readAnthropicRequest(request)),
};

const models: Record<string, string> = { gemini: 'gemini-3.8-flash' };

/** Where a provider's recorded answers are, unless in its own folder. */
const fixtures: Record<string, string> = {
  openai: 'openai-format',
  polyllm: 'openai-format',
  byom: 'openai-format',
};

describe.each([...providers.values()].filter(({ id }) => rules[id]))('$id', (provider) => {
  test.each(Object.keys(conversationSet))('takes %s', (name) => {
    const messages = conversationSet[name] ?? [];
    const before = structuredClone(messages);
    const request = provider.toRequest(callOf(provider, messages));
    expect(rules[provider.id]?.(request)).toEqual([]);
    expect(messages, 'the caller’s own are left alone').toEqual(before);
    for (const words of stillSaid[name] ?? []) expect(request.body).toContain(words);
    // An id that stays the same from turn to turn keeps a vendor's prompt cache warm.
    expect(provider.toRequest(callOf(provider, messages)).body).toBe(request.body);
  });

  test.each([...providers.values()])('takes over a conversation begun on $id', (begun) => {
    const history: ChatMessage[] = [{ role: 'user', content: 'The weather in Paris and Rome?' }];
    for (const name of ['text', 'tool-call', 'parallel-tool-calls', 'text']) {
      const said = answerOf(begun, name);
      const results = (said.tool_calls ?? []).map(({ id }) => ({
        role: 'tool',
        tool_call_id: id,
        content: `result of ${id}`,
      }));
      history.push(said, ...results, { role: 'user', content: 'Go on.' });
    }
    const request = provider.toRequest(callOf(provider, history));
    expect(rules[provider.id]?.(request)).toEqual([]);
    for (const { content } of history) {
      if (typeof content === 'string') expect(request.body).toContain(content);
    }
  });
});

test('every provider has rules here, or takes conversations as they are', () => {
  expect([...providers.keys()].filter((id) => !rules[id] && !asTheyAre.includes(id))).toEqual([]);
});

test.each(asTheyAre)('%s gets every conversation as the caller gave it', (id) => {
  const provider = providers.get(id);
  if (provider === undefined) throw new Error(`There is no ${id}.`);
  for (const messages of Object.values(conversationSet)) {
    const { body } = provider.toRequest(callOf(provider, messages));
    expect(JSON.parse(String(body))).toHaveProperty('messages', messages);
  }
});

function callOf(provider: Provider, messages: ChatMessage[]): ProviderCall {
  return providerCall(
    { messages, tools: contractRequests.tools.tools },
    { upstreamModel: models[provider.id] ?? 'a-model' },
  );
}

function answerOf(provider: Provider, name: string): AssistantMessage {
  const folder = new URL(`${fixtures[provider.id] ?? provider.id}/fixtures/`, import.meta.url);
  const head = { status: 200, headers: { 'content-type': 'application/json' } };
  const body = recordedBytes(folder, `${name}.json`);
  const { completion } = provider.decodeCompletion(head, body, callOf(provider, []));
  const [choice] = completion.choices;
  if (choice === undefined) throw new Error(`${provider.id} gave no ${name}.`);
  return choice.message;
}
