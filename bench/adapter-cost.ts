// What a provider's adapter costs: CPU time of the gateway's process per streamed turn, by the
// kernel's accounting, beside the OpenAI-format path with the same words. Writes bench/RESULTS.md.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';
import { fakeCredentials } from '@jackfield/fake-upstream';
import { ask } from './ask.ts';
import type { BenchAgent } from './gateway-process.ts';
import { machine, percentile, writeResult } from './write-result.ts';

const { values } = parseArgs({
  options: {
    turns: { type: 'string', default: '400' },
    rounds: { type: 'string', default: '7' },
    words: { type: 'string', default: '200' },
    concurrency: { type: 'string', default: '8' },
  },
});
const turns = Number(values.turns);
const rounds = Number(values.rounds);
const words = Number(values.words);
const concurrency = Number(values.concurrency);

const fakePort = 4193;
const fake = spawn(
  process.execPath,
  [
    new URL('../packages/fake-upstream/src/main.ts', import.meta.url).pathname,
    '--port',
    String(fakePort),
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
await once(fake.stdout, 'data');

const origin = `http://127.0.0.1:${fakePort}`;
const bearer = (value: string) => ({ header: 'authorization', prefix: 'Bearer ', value });
const agents: BenchAgent[] = [
  {
    provider: 'openai',
    upstreamModel: 'gpt-4o-mini',
    baseUrl: `${origin}/v1`,
    auth: bearer(fakeCredentials.openai),
  },
  {
    provider: 'mistral',
    upstreamModel: 'mistral-small-latest',
    baseUrl: `${origin}/mistral/v1`,
    auth: bearer(fakeCredentials.mistral),
  },
  {
    provider: 'gemini',
    upstreamModel: 'gemini-2.5-flash',
    baseUrl: origin,
    auth: { header: 'x-goog-api-key', prefix: '', value: fakeCredentials.gemini },
  },
  {
    provider: 'bedrock',
    upstreamModel: 'anthropic.claude-haiku-4-5-20251001-v1:0',
    baseUrl: origin,
    auth: {
      region: 'us-east-1',
      accessKeyId: fakeCredentials.bedrock.accessKeyId,
      secretAccessKey: fakeCredentials.bedrock.secretAccessKey,
    },
  },
];

const gateway = fork(new URL('gateway-process.ts', import.meta.url).pathname);
const { port } = await ask<{ port: number }>(gateway, { agents });
const sockets = new Agent({ keepAlive: true, maxSockets: concurrency });

const cost = new Map<string, number[]>(agents.map(({ provider }) => [provider, []]));
for (let round = 0; round <= rounds; round += 1) {
  for (const { provider } of agents) {
    const before = await cpuMicroseconds();
    await carry(provider);
    const perTurn = ((await cpuMicroseconds()) - before) / turns;
    // The first round warms up.
    if (round > 0) cost.get(provider)?.push(perTurn);
  }
}
gateway.kill();
fake.kill();
sockets.destroy();
report();

/** `turns` streamed turns, `concurrency` at a time. */
async function carry(provider: string): Promise<void> {
  let left = turns;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left > 0) {
        left -= 1;
        await carryOne(provider);
      }
    }),
  );
}

function carryOne(provider: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const body = JSON.stringify({
    stream: true,
    // `gap=0` makes each token a write of its own, as a model sends them.
    messages: [{ role: 'user', content: `[words: ${words}] [pace: gap=0] Tell me a story.` }],
  });
  const call = request(
    {
      port,
      agent: sockets,
      method: 'POST',
      path: '/v1/chat/completions',
      headers: {
        authorization: `Bearer bench-${provider}`,
        'content-length': Buffer.byteLength(body),
      },
    },
    (response) => {
      let tail = '';
      response.on('data', (bytes: Buffer) => {
        tail = (tail + bytes.toString('latin1')).slice(-400);
      });
      response.on('end', () => {
        if (response.statusCode === 200 && tail.endsWith('data: [DONE]\n\n')) resolve();
        else reject(new Error(`${provider}: HTTP ${response.statusCode}: ${tail}`));
      });
    },
  );
  call.on('error', reject);
  call.end(body);
  return promise;
}

async function cpuMicroseconds(): Promise<number> {
  const { cpu } = await ask<{ cpu: NodeJS.CpuUsage }>(gateway, {});
  return cpu.user + cpu.system;
}

function report(): void {
  const base = percentile(cost.get('openai') ?? [], 0.5);
  const rows = [...cost].map(([provider, samples]) => {
    const middle = percentile(samples, 0.5);
    const spread = `${Math.min(...samples).toFixed(0)}–${Math.max(...samples).toFixed(0)}`;
    return `| ${provider} | ${middle.toFixed(0)} | ${spread} | ${(middle / words).toFixed(2)} | ${(middle / base).toFixed(2)} |`;
  });
  writeResult(
    "What a provider's adapter costs",
    `CPU time of the gateway's process (user and system, by the kernel) per streamed turn of ${words} tokens, each its own write
of the upstream; median of ${rounds} rounds of ${turns} turns, ${concurrency} at a time, the providers in turn within a round.
${machine()}

| provider | µs a turn | lowest–highest | µs a token | × openai |
|---|---|---|---|---|
${rows.join('\n')}`,
  );
}
