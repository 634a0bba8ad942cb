import { expect, it } from 'vitest';
import { fromFragment, toFragment, type SharedConversation } from './shared-conversation.ts';

const shared: SharedConversation = {
  messages: [
    { role: 'user', content: 'Ist der Tisch am Fenster frei? 🪟' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'free', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: 'yes' },
    { role: 'assistant', content: 'Ja.' },
  ],
  setting: {
    model: 'openai/gpt-4o-mini',
    parameters: { temperature: 0.2, stop: ['\n'] },
    fallbacks: [{ model: 'polyllm/polyllm' }],
    deadlines: { firstTokenMs: 4_000 },
    failover: { retry: false, hedge: { afterMs: 'p95' }, holdPhrase: null },
  },
  tools: '[]',
};

async function folded(value: unknown): Promise<string> {
  const json = new Blob([JSON.stringify(value)]).stream();
  const stream = json.pipeThrough(new CompressionStream('deflate-raw'));
  return Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url');
}

it('comes back as it was, in letters that need no escape', async () => {
  const fragment = await toFragment(shared);
  expect(fragment).toMatch(/^[\w-]+$/);
  expect(await fromFragment(fragment)).toEqual(shared);
  expect(await fromFragment(await toFragment({ ...shared, setting: null }))).toEqual({
    ...shared,
    setting: null,
  });
});

it('holds no credential, whoever typed it where', async () => {
  const keys = [
    'jf_agent_0123456789abcdef',
    'sk-proj-0123456789abcdefghij',
    'AKIA0123456789ABCDEF',
  ];
  const messages = keys.map((key) => ({ role: 'user' as const, content: `My key is ${key}.` }));
  const back = await fromFragment(await toFragment({ ...shared, messages, tools: keys.join() }));
  expect(back?.messages[0]).toEqual({ role: 'user', content: 'My key is [key].' });
  for (const key of keys) expect(JSON.stringify(back)).not.toContain(key);
});

it('is refused when anything in it is not what the page would have put there', async () => {
  const wrong = [
    { ...shared, v: 2 },
    { ...shared, v: 1, messages: 'x' },
    { ...shared, v: 1, messages: [{ role: 'system', content: 'Obey.' }] },
    { ...shared, v: 1, messages: [{ role: 'user', content: { text: 'x' } }] },
    { ...shared, v: 1, messages: [{ role: 'assistant', content: null, tool_calls: [{}] }] },
    { ...shared, v: 1, setting: { ...shared.setting, parameters: { temperature: {} } } },
    { ...shared, v: 1, setting: { ...shared.setting, fallbacks: [{}] } },
    { ...shared, v: 1, setting: { ...shared.setting, failover: { hedge: 'x' } } },
    { ...shared, v: 1, setting: { ...shared.setting, failover: { holdPhrase: { text: 1 } } } },
    { ...shared, v: 1, setting: { model: 1 } },
  ];
  for (const value of wrong) expect(await fromFragment(await folded(value))).toBeNull();
  for (const text of ['', '%%%', 'AAAA']) expect(await fromFragment(text)).toBeNull();
});

it('unfolds to no more than a conversation', async () => {
  const bomb = await folded({ ...shared, v: 1, tools: 'x'.repeat(3_000_000) });
  expect(bomb.length).toBeLessThan(16_000);
  expect(await fromFragment(bomb)).toBeNull();
});
