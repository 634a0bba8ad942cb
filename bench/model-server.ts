// What the server kit costs and whether it leaks: CPU time per streamed chunk beside a bare node:http
// server that writes the same bytes, and 200 streams at once whose callers leave at random.
// Writes its sections of bench/RESULTS.md.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { seededRandom } from '@jackfield/fake-upstream';
import type { ProcessOrder, ProcessState } from './model-server-process.ts';
import { writeSection } from './results.ts';

const { values } = parseArgs({
  options: {
    turns: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '9' },
    words: { type: 'string', default: '200' },
    concurrency: { type: 'string', default: '8' },
    streams: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
const turns = Number(values.turns);
const rounds = Number(values.rounds);
const words = Number(values.words);
const concurrency = Number(values.concurrency);
const streams = Number(values.streams);
const seconds = Number(values.seconds);
const warmUpSeconds = seconds / 2;

const body = JSON.stringify({
  stream: true,
  messages: [{ role: 'user', content: 'Tell me all.' }],
});
const headers = { 'x-api-key': 'bench', 'content-length': Buffer.byteLength(body) };
const path = '/v1/chat/completions';
const machine = `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}.`;
await measureCost();
await measureLeaving();

async function measureCost(): Promise<void> {
  const servers = [];
  for (const kind of ['bare', 'kit'] as const) {
    const child = start();
    const { port } = await ask(child, { kind, words });
    servers.push({ kind, child, port, samples: new Array<number>() });
  }
  const sockets = new Agent({ keepAlive: true, maxSockets: concurrency });
  for (let round = 0; round <= rounds; round += 1) {
    for (const { child, port, samples } of servers) {
      const before = await ask(child, {});
      let left = turns;
      await Promise.all(
        Array.from({ length: concurrency }, async () => {
          for (; left > 0;) {
            left -= 1;
            await hear(port, sockets);
          }
        }),
      );
      const after = await ask(child, {});
      // The first round warms up.
      if (round > 0) {
        samples.push((after.cpuMicroseconds - before.cpuMicroseconds) / (turns * words));
      }
    }
  }
  for (const { child } of servers) child.kill();
  sockets.destroy();
  const base = median(servers[0]?.samples ?? []);
  const rows = servers.map(({ kind, samples }) => {
    const middle = median(samples);
    const spread = `${Math.min(...samples).toFixed(2)}–${Math.max(...samples).toFixed(2)}`;
    const name = kind === 'kit' ? 'createModelServer' : 'bare node:http, the same bytes';
    return `| ${name} | ${middle.toFixed(2)} | ${spread} | ${(middle / base).toFixed(2)} |`;
  });
  publish(
    'What the server kit costs',
    `CPU time of the server's own process (user and system, by the kernel) per streamed chunk, with the request's own share in it:
answers of ${words} words, each in a turn of the event loop and a write of its own; median of ${rounds} rounds of ${turns} turns,
${concurrency} at a time, the two servers in turn within a round. By \`npm run bench:model-server\`.
${machine}

| server | µs a chunk | lowest–highest | × bare |
|---|---|---|---|
${rows.join('\n')}`,
  );
}

/** `streams` at once, for so many seconds; each caller leaves at a read the seed chose, and another comes. */
async function measureLeaving(): Promise<void> {
  const random = seededRandom(Number(values.seed));
  const child = start();
  const { port } = await ask(child, { kind: 'kit', words: null });
  // The heap and the sockets' buffers grow to what this load needs, once; that is no leak.
  await leaveFor(warmUpSeconds * 1_000, port, random);
  await settled(child);
  const before = await ask(child, { collectGarbage: true });
  const left = await leaveFor(seconds * 1_000, port, random);
  await settled(child);
  const after = await ask(child, { collectGarbage: true });
  const exit = child.exitCode ?? 'none';
  child.kill();
  const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1);
  publish(
    'Callers of the server kit who leave',
    `${streams} endless streams at once for ${seconds} s, each left at one of its first 40 reads (seed ${values.seed}) and followed by another;
memory after a forced garbage collection, before and after, once a warm-up of ${warmUpSeconds} s had ended the same way.
By \`npm run bench:model-server\`. ${machine}

| | before | after |
|---|---|---|
| streams begun | ${before.begun} | ${after.begun} |
| replies still at work | ${before.live} | ${after.live} |
| sockets still open | ${before.sockets} | ${after.sockets} |
| errors | ${before.errors} | ${after.errors} |
| heap, MB | ${megabytes(before.heapBytes)} | ${megabytes(after.heapBytes)} |
| resident, MB | ${megabytes(before.residentBytes)} | ${megabytes(after.residentBytes)} |

Callers that left: ${left}. Crash of the server's process: ${exit}.`,
  );
  if (after.live > 0 || after.sockets > 0 || after.errors > 0) process.exitCode = 1;
}

async function leaveFor(ms: number, port: number, random: () => number): Promise<number> {
  const until = performance.now() + ms;
  let left = 0;
  await Promise.all(
    Array.from({ length: streams }, async () => {
      while (performance.now() < until) {
        await leave(port, Math.floor(random() * 41));
        left += 1;
      }
    }),
  );
  return left;
}

/** Waits for what the last callers left behind to be noticed; what never is, is what is reported. */
async function settled(child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { live, sockets } = await ask(child, {});
    if (live === 0 && sockets === 0) return;
  }
}

function hear(port: number, agent: Agent): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const call = request({ port, agent, method: 'POST', path, headers }, (response) => {
    let tail = '';
    response.on('data', (bytes: Buffer) => {
      tail = (tail + bytes.toString('latin1')).slice(-200);
    });
    response.on('end', () => {
      if (response.statusCode === 200 && tail.endsWith('data: [DONE]\n\n')) resolve();
      else reject(new Error(`HTTP ${response.statusCode}: ${tail}`));
    });
  });
  call.on('error', reject);
  call.end(body);
  return promise;
}

/** Leaves at the given read; at the 0th before anything is answered. */
function leave(port: number, reads: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const call = request({ port, agent: false, method: 'POST', path, headers });
  call.on('error', () => undefined);
  call.on('close', resolve);
  call.on('response', (response) => {
    let read = 0;
    response.on('error', () => undefined);
    response.on('data', () => {
      read += 1;
      if (read >= reads) call.destroy();
    });
  });
  call.end(body, () => {
    if (reads === 0) call.destroy();
  });
  return promise;
}

function start(): ChildProcess {
  const file = new URL('model-server-process.ts', import.meta.url).pathname;
  return fork(file, { execArgv: ['--expose-gc'] });
}

async function ask(child: ChildProcess, order: ProcessOrder): Promise<ProcessState> {
  child.send(order);
  // Holds: model-server-process.ts answers each message with exactly this.
  const [state] = (await once(child, 'message')) as [ProcessState];
  return state;
}

function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
}

function publish(heading: string, text: string): void {
  writeSection(heading, text);
  process.stdout.write(`## ${heading}\n\n${text}\n\n`);
}
