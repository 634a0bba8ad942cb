// How fast a caller who leaves closes the upstream: 200 cuts at random moments (seeded), from the
// connection being made to the middle of the answer. Writes bench/RESULTS.md.
import { once } from 'node:events';
import { Agent } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '@jackfield/fake-upstream';
import { carryTurn } from './carry-turn.ts';
import { startScriptedUpstream } from './scripted-upstream.ts';
import { connectModel, makeAgent, startProgram } from './start-program.ts';
import { machine, percentile, writeResult } from './write-result.ts';

const cuts = 200;
const phases = [
  ['connecting', 'the connection is made (TLS)'],
  ['silence', 'the headers are awaited'],
  ['headers', 'the first token is awaited'],
  ['pour', 'the answer streams'],
] as const;

const upstream = await startScriptedUpstream();
// Takes connections and never says hello in TLS.
const deaf = createServer();
deaf.listen(0, '127.0.0.1');
await once(deaf, 'listening');
// Holds: it listens on TCP.
const { port: deafPort } = deaf.address() as AddressInfo;

const program = await startProgram({
  JACKFIELD_ALLOW_ENDPOINTS: `${upstream.endpoint},127.0.0.1:${deafPort}`,
});
const { key } = await makeAgent(program, { model: await connectModel(program, upstream.url) });
const connecting = await makeAgent(program, {
  model: await connectModel(program, `https://127.0.0.1:${deafPort}/v1`),
});
const agent = new Agent({ keepAlive: true });
const random = seededRandom(20_261_125);
const times = new Map<string, number[]>(phases.map(([phase]) => [phase, []]));

for (let cut = 0; cut < cuts; cut += 1) {
  const [phase] = phases[Math.floor(random() * phases.length)] ?? phases[0];
  times.get(phase)?.push(await cutOne(phase, Math.floor(random() * 100)));
}
report();
agent.destroy();
await program.stop();
await program.remove();
upstream.close();
deaf.close();

/** Milliseconds from the caller's leaving, `afterMs` after its turn arrived upstream, to the upstream's socket closing. */
async function cutOne(phase: string, afterMs: number): Promise<number> {
  const arrived = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<number>();
  if (phase === 'connecting') {
    deaf.once('connection', (socket: Socket) => {
      socket.on('error', () => undefined);
      // Unread, the end of the connection is not seen.
      socket.resume();
      socket.once('close', () => closed.resolve(performance.now()));
      arrived.resolve();
    });
  } else {
    upstream.onRequest = () => arrived.resolve();
    upstream.onHungUp = () => closed.resolve(performance.now());
  }
  const leaving = new AbortController();
  const carried = carryTurn({
    port: program.port,
    key: phase === 'connecting' ? connecting.key : key,
    message: phase,
    agent,
    signal: leaving.signal,
  });
  await arrived.promise;
  await pause(afterMs);
  const leftAt = performance.now();
  leaving.abort();
  const closedAt = await closed.promise;
  await carried;
  return closedAt - leftAt;
}

function report(): void {
  const row = (name: string, of: readonly number[]): string =>
    `| ${name} | ${of.length} | ${percentile(of, 0.5).toFixed(1)} | ${percentile(of, 0.99).toFixed(1)} | ${Math.max(...of).toFixed(1)} |`;
  const all = [...times.values()].flat();
  const rows = phases.map(([phase, words]) => row(words, times.get(phase) ?? []));
  writeResult(
    'How fast a caller who leaves closes the upstream',
    `\`npm run bench:cancel\`: ${cuts} callers of \`jackfield serve\` leave at random moments (seeded); milliseconds until the
upstream's socket is closed (bar: 100 ms at the 99th percentile).
${machine()}

| the caller leaves while | cuts | median | 99th percentile | longest |
|---|---|---|---|---|
${rows.join('\n')}
${row('**all**', all)}`,
  );
}
