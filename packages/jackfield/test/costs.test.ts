import { startFakeUpstream, type FakeUpstream } from '@jackfield/fake-upstream';
import type { Agent, CreatedAgentKey, Model, Turn, Usage } from '@jackfield/control-plane';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';
import { restCalls } from './rest-calls.ts';

/*
 * Turns through the gateway to a vendor that tells these tokens, and what each cost, worked out by hand:
 *
 *                         fresh in   cached in        out          by catalog/openai.yaml
 *   GPT-4o Mini            $ 0.15     $ 0.075     $ 0.60   a million tokens
 *   GPT-4o                 $ 2.50                 $ 10     a million tokens
 *
 * One token at $ 1 a million is a millionth of a dollar: 1 µ$.
 */
const mini = 'openai/gpt-4o-mini';
const large = 'openai/gpt-4o';

/** What the vendor says of a request of this message to this model, and how it goes about it. */
interface Told {
  readonly in?: number;
  readonly cached?: number;
  readonly out?: number;
  readonly reasoning?: number;
  readonly fault?: string;
  readonly firstMs?: number;
}
const vendorSays: Readonly<Record<string, { mini: Told; large?: Told }>> = {
  plain: { mini: { in: 1_000, out: 200 } },
  cached: { mini: { in: 10_000, cached: 8_000, out: 500 } },
  reasoning: { mini: { in: 400, out: 3_000, reasoning: 2_600 } },
  streamed: { mini: { in: 123_456, out: 7_890 } },
  tiny: { mini: { in: 1, out: 1 } },
  fallback: { mini: { fault: '503' }, large: { in: 2_000, out: 300 } },
  refused: { mini: { fault: '503' }, large: { fault: '429' } },
  'hedge won': { mini: { fault: 'silence-before-headers' }, large: { in: 1_500, out: 100 } },
  'hedge lost': { mini: { in: 600, out: 50, firstMs: 400 }, large: { firstMs: 60_000 } },
  left: { mini: { in: 900, out: 90, fault: 'stall-mid-answer' } },
  cut: { mini: { in: 900, out: 90, fault: 'cut-mid-answer' } },
};

let upstream: FakeUpstream;
let folder: DataFolder;
let program: Program;
let url: string;

beforeAll(async () => {
  upstream = await startFakeUpstream({
    script: ({ model, lastText }) => {
      const told = vendorSays[lastText]?.[model.includes('mini') ? 'mini' : 'large'];
      if (told === undefined) return undefined;
      const { in: prompt = 0, cached = 0, out: completion = 0, reasoning = 0 } = told;
      return {
        ...(told.fault === undefined ? {} : { fault: told.fault }),
        reply: { usage: { prompt, cached, completion, reasoning } },
        ...(told.firstMs === undefined
          ? {}
          : { pace: { headersMs: 0, firstTokenMs: told.firstMs, gapMs: 0 } }),
      };
    },
  });
  folder = await dataFolder();
  program = startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: folder.path,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    OPENAI_BASE_URL: upstream.baseUrls.openai,
    OPENAI_API_KEY: upstream.credentials.openai,
  });
  url = await program.ready;
});

afterAll(async () => {
  await program[Symbol.asyncDispose]();
  await upstream.close();
  await folder[Symbol.asyncDispose]();
});

const call = restCalls(() => url);

/** An agent's key, on GPT-4o Mini with GPT-4o behind it. */
async function agentKey(name: string, failover: object): Promise<string> {
  const { id } = await call<Agent>('POST /agents', { name });
  const fallbacks = [{ model: large }];
  await call(`PUT /agents/${id}/model-setting`, { model: mini, fallbacks, failover });
  return (await call<CreatedAgentKey>(`POST /agents/${id}/keys`, { name: 'test' })).key;
}

/** Sends a message; gives the turn's request id, and what is left to read. */
async function say(key: string, content: string, stream = false, signal?: AbortSignal) {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ stream, messages: [{ role: 'user', content }] }),
    ...(signal ? { signal } : {}),
  });
  return { id: response.headers.get('x-request-id') ?? '', response };
}

async function costOf(id: string) {
  const turn = await vi.waitUntil(() => call<Turn>(`GET /turns/${id}`).catch(() => null));
  const { outcome, costUsd, unpricedAttempts, attempts } = turn;
  return { outcome, costUsd, unpricedAttempts, attempts: attempts.map((one) => one.costUsd) };
}

test('what turns cost is what a table worked out by hand says, and what nobody knows is not 0', async () => {
  const { items } = await call<{ items: Model[] }>('GET /models');
  const price = (model: string) => items.find(({ id }) => id === model)?.price;
  const [inputPerMillion, cachedInputPerMillion, outputPerMillion] = [0.15, 0.075, 0.6];
  expect(price(mini)).toMatchObject({ inputPerMillion, cachedInputPerMillion, outputPerMillion });
  expect(price(large)).toMatchObject({ inputPerMillion: 2.5, outputPerMillion: 10 });

  const key = await agentKey('Front desk', { retry: false });
  const hedging = await agentKey('Night desk', { retry: false, hedge: { afterMs: 60 } });
  const carried = async (content: string, stream = false, by = key) => {
    const { id, response } = await say(by, content, stream);
    await response.text();
    return costOf(id);
  };
  const answered = (costUsd: number, ...attempts: (number | null)[]) => ({
    outcome: 'answered',
    costUsd,
    unpricedAttempts: attempts.filter((cost) => cost === null).length,
    attempts: attempts.length === 0 ? [costUsd] : attempts,
  });

  // 1,000 × 0.15 + 200 × 0.60 = 150 + 120 = 270 µ$
  expect(await carried('plain')).toEqual(answered(0.000_27));
  // 2,000 × 0.15 + 8,000 × 0.075 + 500 × 0.60 = 300 + 600 + 300 = 1,200 µ$
  expect(await carried('cached')).toEqual(answered(0.0012));
  // 400 × 0.15 + 3,000 × 0.60, reasoning among them = 60 + 1,800 = 1,860 µ$
  expect(await carried('reasoning')).toEqual(answered(0.001_86));
  // 123,456 × 0.15 + 7,890 × 0.60 = 18,518.4 + 4,734 = 23,252.4 µ$
  expect(await carried('streamed', true)).toEqual(answered(0.023_252_4));
  // 40 times 1 × 0.15 + 1 × 0.60 = 0.75 µ$: 30 µ$, with nothing lost in rounding
  for (let turn = 0; turn < 40; turn += 1) {
    expect(await carried('tiny')).toEqual(answered(0.000_000_75));
  }
  // Mini's 503 is free; GPT-4o: 2,000 × 2.50 + 300 × 10 = 5,000 + 3,000 = 8,000 µ$
  expect(await carried('fallback')).toEqual(answered(0.008, 0, 0.008));
  // Both refused: nothing to pay.
  expect(await carried('refused')).toEqual({
    outcome: 'failed',
    costUsd: 0,
    unpricedAttempts: 0,
    attempts: [0, 0],
  });
  // GPT-4o is first: 1,500 × 2.50 + 100 × 10 = 3,750 + 1,000 = 4,750 µ$; Mini was stopped, and bills what it likes
  expect(await carried('hedge won', true, hedging)).toEqual(answered(0.004_75, null, 0.004_75));
  // Mini is first after all: 600 × 0.15 + 50 × 0.60 = 90 + 30 = 120 µ$; GPT-4o was stopped
  expect(await carried('hedge lost', true, hedging)).toEqual(answered(0.000_12, 0.000_12, null));

  const notKnown = { costUsd: null, unpricedAttempts: 1, attempts: [null] };
  // The caller hangs up in the middle: Mini had said something, and never tells how much that was.
  const hangUp = new AbortController();
  const { id, response } = await say(key, 'left', true, hangUp.signal);
  await response.body?.getReader().read();
  hangUp.abort();
  expect(await costOf(id)).toEqual({ outcome: 'left', ...notKnown });
  // The answer breaks off in the middle.
  expect(await carried('cut', true)).toEqual({ outcome: 'failed', ...notKnown });

  const usage = (await call<{ items: Usage[] }>('GET /usage?by=model')).items;
  const of = (model: string) => usage.find((item) => item.model === model);
  // 270 + 1,200 + 1,860 + 23,252.4 + 30 + 120 = 26,732.4 µ$
  expect(of(mini)).toMatchObject({ costUsd: 0.026_732_4, unpricedTurns: 0, unpricedAttempts: 3 });
  // 8,000 + 4,750 = 12,750 µ$
  expect(of(large)).toMatchObject({ costUsd: 0.012_75, unpricedTurns: 0, unpricedAttempts: 1 });
  // 26,732.4 + 12,750 = 39,482.4 µ$
  const [total] = (await call<{ items: Usage[] }>('GET /usage?by=total')).items;
  expect(total).toMatchObject({ turns: 50, costUsd: 0.039_482_4, unpricedAttempts: 4 });
});
