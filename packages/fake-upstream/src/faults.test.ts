import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asObject } from './json-value.ts';
import { startFakeUpstream, type FakeUpstream } from './start-fake-upstream.ts';
import type { VendorId } from './vendor.ts';

let fake: FakeUpstream;
beforeAll(async () => {
  fake = await startFakeUpstream();
});
afterAll(() => fake.close());

/** The same question in each vendor's words, asked without a vendor's SDK to see the bytes. */
function ask(vendor: VendorId, text: string, { stream = true, signal = neverAborted } = {}) {
  const { origin, credentials } = fake;
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  const messages = [{ role: 'user', content: text }];
  const parts = [{ text }];
  const chat = { model: 'fake', messages, stream };
  const [path, headers, body] = {
    openai: ['/v1/chat/completions', bearer(credentials.openai), chat],
    polyllm: ['/polyllm/v1/chat/completions', bearer(credentials.polyllm), chat],
    mistral: ['/mistral/v1/chat/completions', bearer(credentials.mistral), chat],
    anthropic: [
      '/anthropic/v1/messages',
      { 'x-api-key': credentials.anthropic, 'anthropic-version': '2023-06-01' },
      { ...chat, max_tokens: 100 },
    ],
    gemini: [
      `/v1beta/models/fake:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
      { 'x-goog-api-key': credentials.gemini },
      { contents: [{ role: 'user', parts }] },
    ],
    bedrock: [
      `/model/fake/${stream ? 'converse-stream' : 'converse'}`,
      bearer(credentials.bedrock.bearer),
      { messages: [{ role: 'user', content: parts }] },
    ],
  }[vendor] as [string, Record<string, string>, object];
  return fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
}

const neverAborted = new AbortController().signal;
const vendors: VendorId[] = ['openai', 'polyllm', 'mistral', 'gemini', 'bedrock', 'anthropic'];
const words = 'one two three four';

/** What of a body came, and how it ended. */
async function read(response: Response): Promise<{ text: string; whole: boolean }> {
  let text = '';
  try {
    const decoder = new TextDecoder();
    for await (const part of response.body ?? []) text += decoder.decode(part, { stream: true });
    return { text, whole: true };
  } catch {
    return { text, whole: false };
  }
}

describe.each(vendors)('%s', (vendor) => {
  it.each(['429', '500', '503', '400', 'context-length', 'wrong-credentials', 'model-not-found'])(
    'refuses with %s in the same words, streamed or not',
    async (fault) => {
      const streamed = await ask(vendor, `Hi [fault: ${fault}]`);
      const whole = await ask(vendor, `Hi [fault: ${fault}]`, { stream: false });
      expect(streamed.status).toBeGreaterThanOrEqual(400);
      if (/^\d+$/.test(fault)) expect(streamed.status).toBe(Number(fault));
      expect(streamed.headers.get('content-type')).toBe('application/json');
      expect(await whole.text()).toBe(await streamed.text());
      expect(whole.status).toBe(streamed.status);
    },
  );

  it('cuts and resets an answer after its first words', async () => {
    for (const fault of ['cut-mid-answer', 'reset-mid-answer']) {
      for (const stream of [true, false]) {
        const { text, whole } = await read(
          await ask(vendor, `${words} [fault: ${fault}]`, { stream }),
        );
        expect(whole).toBe(false);
        // A reset throws away what the caller has not read.
        if (fault === 'cut-mid-answer' && stream) expect(text).toContain('one');
        if (stream) expect(text).not.toContain('four');
        else expect(() => JSON.parse(text)).toThrow(SyntaxError);
      }
    }
  });

  it('ends an answer early as if it were whole', async () => {
    const { text, whole } = await read(await ask(vendor, `${words} [fault: end-mid-answer]`));
    expect(whole).toBe(true);
    expect(text).toContain('two');
    expect(text).not.toContain('three');
    const body = await read(
      await ask(vendor, `${words} [fault: end-mid-answer]`, { stream: false }),
    );
    expect(body.whole).toBe(true);
    expect(() => JSON.parse(body.text)).toThrow(SyntaxError);
  });

  it('sends a malformed event and goes on', async () => {
    const { text, whole } = await read(await ask(vendor, `${words} [fault: malformed-event]`));
    expect(whole).toBe(true);
    expect(text).toContain('four');
  });

  it('sends an error inside the stream and ends', async () => {
    const { text, whole } = await read(await ask(vendor, `${words} [fault: exception-in-stream]`));
    expect(whole).toBe(true);
    expect(text).toMatch(/overloaded|unavailable|exceeded/i);
    expect(text).not.toContain('three');
  });

  it('says the same dripping, byte by byte', async () => {
    const plain = await read(
      await ask(vendor, `${words} [pace: first=0 gap=0]`, { stream: false }),
    );
    const dripped = await read(
      await ask(vendor, `${words} [fault: drip gap=0]`, { stream: false }),
    );
    expect(withoutSerials(dripped.text)).toBe(withoutSerials(plain.text));
    const streamed = await read(await ask(vendor, `${words} [fault: drip gap=0]`));
    expect(streamed.text).toContain('four');
  });

  it('stalls, before headers, after them and mid-answer, until the caller leaves', async () => {
    for (const fault of ['silence-before-headers', 'headers-then-silence', 'stall-mid-answer']) {
      const leaving = new AbortController();
      const asked = Promise.withResolvers<void>();
      fake.script = () => {
        asked.resolve();
        return undefined;
      };
      const answer = ask(vendor, `${words} [fault: ${fault}]`, { signal: leaving.signal });
      const text = answer.then((response) => response.text());
      await asked.promise;
      const { hungUp } = fake.seen.at(-1) ?? {};
      if (fault !== 'silence-before-headers') expect((await answer).status).toBe(200);
      leaving.abort();
      await expect(text).rejects.toThrow('aborted');
      await hungUp;
    }
    fake.script = undefined;
  });

  it('closes the connection before any headers', async () => {
    for (const fault of ['reset-before-headers', 'close-before-headers']) {
      await expect(ask(vendor, `Hi [fault: ${fault}]`)).rejects.toThrow('fetch failed');
    }
  });

  it('cuts an event in two and ends', async () => {
    const early = await read(await ask(vendor, `${words} [fault: end-mid-answer]`));
    const { text, whole } = await read(await ask(vendor, `${words} [fault: truncated-frame]`));
    expect(whole).toBe(true);
    expect(text.length).toBeGreaterThan(early.text.length);
    expect(text).not.toContain('four');
  });

  it('sends one event of any size, and an answer with nothing in it', async () => {
    const huge = await read(await ask(vendor, 'Hi [fault: huge-event bytes=2000000]'));
    expect(huge.text).toContain('x'.repeat(2_000_000));
    const empty = await ask(vendor, `${words} [fault: empty-answer]`);
    expect((await read(empty)).text).not.toContain('one');
  });
});

function withoutSerials(text: string): string {
  const body: unknown = JSON.parse(text);
  return JSON.stringify(body, (name, value: unknown) =>
    /^(id|responseId|created)$/.test(name) ? undefined : value,
  );
}

describe('the end mark', () => {
  it.each([
    ['openai', '[DONE]', '"finish_reason":"stop"'],
    ['mistral', '[DONE]', '"finish_reason":"stop"'],
    ['anthropic', 'message_stop', '"stop_reason":"end_turn"'],
    ['bedrock', 'totalTokens', '"stopReason":"end_turn"'],
  ] as const)('of %s can be left out', async (vendor, mark, finish) => {
    const { text } = await read(await ask(vendor, `${words} [fault: no-done]`));
    expect(text).not.toContain(mark);
    expect(text).toContain(finish);
  });
});

describe('a fault that cannot be played is told with 501', () => {
  it.each([
    ['openai', 'bad-checksum', true],
    ['gemini', 'no-done', true],
    ['bedrock', 'exception-in-stream', false],
    ['openai', 'no-such-fault', true],
  ] as const)('%s: %s', async (vendor, fault, stream) => {
    const response = await ask(vendor, `Hi [fault: ${fault}]`, { stream });
    expect(response.status).toBe(501);
    expect(await response.text()).toContain(fault);
  });
});

describe('whom a fault is for', () => {
  it('strikes as often as it says, then no more', async () => {
    const text = 'Hi [fault: 503 times=2]';
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await ask('openai', text)).status);
    expect(statuses).toEqual([503, 503, 200, 200]);
    expect((await ask('mistral', text)).status).toBe(503);
  });

  it('passes over other vendors and models', async () => {
    const text = 'Hi [fault: 503 vendor=mistral] [fault: 429 model=fake]';
    expect((await ask('mistral', text)).status).toBe(503);
    expect((await ask('openai', text)).status).toBe(429);
    expect((await ask('openai', 'Hi [fault: 429 model=other]')).status).toBe(200);
  });
});

describe('before the answer', () => {
  it('sends informational responses, as many as asked for, then the answer', async () => {
    const text = 'Hi [fault: 1xx-storm count=120]';
    const body = JSON.stringify({ model: 'fake', messages: [{ role: 'user', content: text }] });
    let informed = 0;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(`${fake.baseUrls.openai}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${fake.credentials.openai}` },
      });
      sent.on('information', () => (informed += 1));
      sent.on('response', resolve);
      sent.on('error', reject);
      sent.end(body);
    });
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(informed).toBe(120);
  });

  it('answers as a proxy in front of the vendor would', async () => {
    const html = await ask('openai', 'Hi [fault: html]');
    expect([html.status, html.headers.get('content-type')]).toEqual([502, 'text/html']);
    const text = `Hi [fault: redirect to=${fake.origin}/elsewhere]`;
    expect((await ask('openai', text)).url).toBe(`${fake.origin}/elsewhere`);
  });
});

describe('a script', () => {
  it('has a word on every well-formed request', async () => {
    await using scripted = await startFakeUpstream({
      script: ({ lastText }) => {
        if (lastText === 'fault') return { fault: '429 retry-after=7' };
        if (lastText === 'raw') return { raw: { status: 418, body: { teapot: true } } };
        if (lastText === 'reply') return { reply: { text: ['scripted ', 'words'] } };
        return undefined;
      },
    });
    const say = (content: string) =>
      fetch(`${scripted.baseUrls.openai}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${scripted.credentials.openai}` },
        body: JSON.stringify({ model: 'fake', messages: [{ role: 'user', content }] }),
      });
    expect((await say('fault')).headers.get('retry-after')).toBe('7');
    expect(scripted.seen[0]).toMatchObject({ fault: '429 retry-after=7', status: 429 });
    expect(await (await say('raw')).json()).toEqual({ teapot: true });
    expect(await (await say('reply')).text()).toContain('scripted words');
    expect(await (await say('other')).text()).toContain('other');
  });
});

describe('a pace', () => {
  it('changes when the bytes come and not which', async () => {
    const slow = await read(await ask('openai', `${words} [pace: headers=1 first=1 gap=1]`));
    const fast = await read(await ask('openai', words));
    const contents = ({ text }: { text: string }) =>
      text.split('\n\n').flatMap((event) => {
        if (!event.startsWith('data: {')) return [];
        return JSON.stringify(asObject(JSON.parse(event.slice(6)))['choices']);
      });
    expect(contents(slow)).toEqual(contents(fast));
  });

  it('says as many words as it is told to', async () => {
    const { text } = await read(await ask('openai', '[words: 300]', { stream: false }));
    expect(text).toContain('word300"');
  });
});
