// What a provider's adapter costs: CPU time of the gateway's process per streamed turn, by the
// kernel's accounting, beside the OpenAI-format path with the same words. Writes bench/RESULTS.md.
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { fakeCredentials } from '@jackfield/fake-upstream';
import { repairs } from '@jackfield/gateway-config';
import type { BenchAgent } from './gateway-process.ts';
import { writeSection } from './results.ts';

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
    name: 'openai',
    provider: 'openai',
    upstreamModel: 'gpt-4o-mini',
    baseUrl: `${origin}/v1`,
    auth: bearer(fakeCredentials.openai),
  },
  ...[[], repairs.filter(({ onByDefault }) => onByDefault).map(({ id }) => id)].map((on) => ({
    name: on.length === 0 ? 'byom' : 'byom-repaired',
    provider: 'byom',
    upstreamModel: 'gpt-4o-mini',
    baseUrl: `${origin}/v1`,
    auth: bearer(fakeCredentials.openai),
    repairs: on,
  })),
  {
    name: 'mistral',
    provider: 'mistral',
    upstreamModel: 'mistral-small-latest',
    baseUrl: `${origin}/mistral/v1`,
    auth: bearer(fakeCredentials.mistral),
  },
  {
    name: 'gemini',
    provider: 'gemini',
    upstreamModel: 'gemini-2.5-flash',
    baseUrl: origin,
    auth: { header: 'x-goog-api-key', prefix: '', value: fakeCredentials.gemini },
  },
  {
    name: 'bedrock',
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

const cost = new Map<string, number[]>(agents.map(({ name }) => [name, []]));
for (let round = 0; round <= rounds; round += 1) {
  for (const { name } of agents) {
    const before = await cpuMicroseconds();
    await carry(name);
    const perTurn = ((await cpuMicroseconds()) - before) / turns;
    // The first round warms up.
    if (round > 0) cost.get(name)?.push(perTurn);
  }
}
gateway.kill();
fake.kill();
sockets.destroy();
report();

/** `turns` streamed turns, `concurrency` at a time. */
async function carry(name: string): Promise<void> {
  let left = turns;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left > 0) {
        left -= 1;
        await carryOne(name);
      }
    }),
  );
}

function carryOne(name: string): Promise<void> {
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
        authorization: `Bearer bench-${name}`,
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
        else reject(new Error(`${name}: HTTP ${response.statusCode}: ${tail}`));
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

async function ask<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  child.send(message);
  // Holds: gateway-process.ts answers each message with exactly this.
  const [answer] = (await once(child, 'message')) as [Answer];
  return answer;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function report(): void {
  const base = median(cost.get('openai') ?? []);
  const rows = [...cost].map(([name, samples]) => {
    const middle = median(samples);
    const spread = `${Math.min(...samples).toFixed(0)}–${Math.max(...samples).toFixed(0)}`;
    return `| ${name} | ${middle.toFixed(0)} | ${spread} | ${(middle / words).toFixed(2)} | ${(middle / base).toFixed(2)} |`;
  });
  const text = `CPU time of the gateway's process (user and system, by the kernel) per streamed turn of ${words} tokens, each its own write
of the upstream; median of ${rounds} rounds of ${turns} turns, ${concurrency} at a time, the providers in turn within a round.
By \`npm run bench:adapters\`. ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}.

\`byom-repaired\` is \`byom\` with the repairs that are on by default, on a stream that needs none.

| provider | µs a turn | lowest–highest | µs a token | × openai |
|---|---|---|---|---|
${rows.join('\n')}
`;
  writeSection("What a provider's adapter costs", text);
  process.stdout.write(text);
}
