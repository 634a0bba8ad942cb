// What is left behind by streams that stall, and by callers who leave: memory, handles and sockets of
// `jackfield serve` over N minutes (argument, 30), with 500 streams under way that live for 2 s each.
// Writes bench/RESULTS.md and bench/soak.svg. Linux: it reads /proc.
import { fork } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { heard } from './ask.ts';
import { connectModel, makeAgent, startProgram } from './start-program.ts';
import { writePlot } from './write-plot.ts';
import { machine, percentile, writeResult } from './write-result.ts';

const minutes = Number(process.argv[2] ?? 30);
const streams = 500;
const livesMs = 2_000;
const holdMs = 20_000;
/** In these shares: most callers that don't read are given tokens at a model's pace, one in ten at the network's. */
const kinds = 'pour stall pour stall flood pour stall silence headers ok'.split(' ');
const sampleMs = 5_000;

const upstream = fork(new URL('upstream-process.ts', import.meta.url).pathname);
const { endpoint, url } = await heard<{ endpoint: string; url: string }>(upstream);
const program = await startProgram({ JACKFIELD_ALLOW_ENDPOINTS: endpoint });
const model = await connectModel(program, url);
const { key } = await makeAgent(program, {
  model,
  deadlines: { firstTokenMs: livesMs, gapMs: livesMs, totalMs: 2 * livesMs },
});
const patient = await makeAgent(program, { model, deadlines: { gapMs: 60_000 } });

interface Sample {
  readonly minute: number;
  readonly rss: number;
  readonly handles: number;
  readonly sockets: number;
}

let startedAt = performance.now();
const samples: Sample[] = [];
const ends = new Map<string, number>();
/** Whether further streams are begun. */
const soaking = { goesOn: true };
const idle = sample();
const held = await hold(['stall', 'pour']);
startedAt = performance.now();
const running = Promise.all(Array.from({ length: streams }, (_, index) => slot(index)));
while (performance.now() - startedAt < minutes * 60_000) {
  await pause(sampleMs);
  samples.push(sample());
}
soaking.goesOn = false;
await running;
// The last stalled turns end by their deadlines, and idle sockets to the upstream are closed after 50 s.
await pause(60_000);
const after = sample();
const flooded = await hold(['flood']);
report();
await program.stop();
await program.remove();
upstream.kill();

/** The memory that `streams` of these kinds take beyond what there is without, all held for 20 s: settled, and at most. */
async function hold(ofKinds: readonly string[]): Promise<{ settled: number; most: number }> {
  const before = sample().rss;
  const sockets = Array.from({ length: streams }, (_, index) => {
    const socket = post(ofKinds[index % ofKinds.length] ?? 'stall', patient.key);
    // Callers of a stalled upstream read; nobody else does.
    if (index % ofKinds.length === 0 && ofKinds.length > 1) socket.resume();
    return socket;
  });
  const levels: number[] = [];
  for (let waited = 0; waited < holdMs; waited += 1_000) {
    await pause(1_000);
    levels.push(sample().rss - before);
  }
  for (const socket of sockets) socket.destroy();
  await pause(5_000);
  return { settled: percentile(levels.slice(levels.length / 2), 0.5), most: Math.max(...levels) };
}

/** One stream after the other, each of another kind. */
async function slot(index: number): Promise<void> {
  await pause((index * livesMs) / streams);
  for (let round = index; soaking.goesOn; round += 1) {
    const kind = kinds[round % kinds.length] ?? 'ok';
    const how = await stream(kind, kind !== 'flood' && kind !== 'pour');
    ends.set(how, (ends.get(how) ?? 0) + 1);
  }
}

/** A caller that leaves after about 2 s, or stays until its deadline ends a stream that stalls. */
function stream(kind: string, reads: boolean): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = post(kind, key);
  let text = '';
  if (reads) {
    socket.on('data', (bytes: Buffer) => {
      text = (text + bytes.toString('latin1')).slice(-400);
    });
  }
  // Half of those who could wait for a deadline leave before it.
  const waits = reads && Math.random() < 0.5;
  const timer = setTimeout(() => socket.destroy(), waits ? 10_000 : livesMs);
  socket.on('close', () => {
    clearTimeout(timer);
    const code = /"code":"(\w+)"/.exec(text)?.[1];
    resolve(text.includes('[DONE]') ? 'answered' : (code ?? 'left'));
  });
  return promise;
}

/** Asks for a stream; nothing of it is read before somebody listens. */
function post(kind: string, agentKey: string): Socket {
  const body = JSON.stringify({ stream: true, messages: [{ role: 'user', content: kind }] });
  const socket = connect(program.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${agentKey}\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}

function sample(): Sample {
  const folder = `/proc/${program.pid}`;
  const rss =
    Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`${folder}/status`, 'utf8'))?.[1]) / 1_024;
  const links = readdirSync(`${folder}/fd`).map((fd) => {
    try {
      return readlinkSync(`${folder}/fd/${fd}`);
    } catch {
      return '';
    }
  });
  const sockets = links.filter((link) => link.startsWith('socket:')).length;
  return {
    minute: (performance.now() - startedAt) / 60_000,
    rss,
    handles: links.filter((link) => link !== '').length,
    sockets,
  };
}

/** Least squares, per hour. */
function slope(of: readonly Sample[], value: (one: Sample) => number): number {
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const at = mean(of.map(({ minute }) => minute));
  const level = mean(of.map(value));
  const covariance = of.reduce((sum, one) => sum + (one.minute - at) * (value(one) - level), 0);
  const variance = of.reduce((sum, one) => sum + (one.minute - at) ** 2, 0);
  return (covariance / variance) * 60;
}

function report(): void {
  // The heap settles in the first third.
  const settled = samples.slice(Math.floor(samples.length / 3));
  const row = (name: string, value: (one: Sample) => number): string => {
    const all = samples.map(value);
    const numbers = [idle, null, after].map((one) => (one === null ? '' : value(one).toFixed(0)));
    const [before, , later] = numbers;
    return `| ${name} | ${before} | ${Math.min(...settled.map(value)).toFixed(0)}–${Math.max(...all).toFixed(0)} | ${later} | ${slope(settled, value).toFixed(1)} |`;
  };
  const turns = [...ends.values()].reduce((a, b) => a + b, 0);
  const told = [...ends].toSorted((a, b) => b[1] - a[1]).map(([how, count]) => `${how} ${count}`);
  writePlot(
    'soak.svg',
    `${streams} stalled streams coming and going for ${minutes} minutes`,
    samples.map(({ minute }) => minute),
    [
      { name: 'Resident memory', unit: 'MB', values: samples.map(({ rss }) => rss) },
      {
        name: 'Open handles',
        unit: 'file descriptors',
        values: samples.map(({ handles }) => handles),
      },
      { name: 'Sockets', unit: 'open', values: samples.map(({ sockets }) => sockets) },
    ],
  );
  writeResult(
    'What stalled streams leave behind',
    `\`npm run bench:soak\`: \`jackfield serve\` with ${streams} streams under way at any time for ${minutes} minutes, each for about 2 s:
callers that don't read (three in ten at a model's pace, one in ten at the network's), upstreams that stall before the head, before the first token and in the middle, and whole answers.
${turns} turns: ${told.join(', ')}. Sampled every 5 s from /proc; slope by least squares over the last two thirds.
${machine()}

| | idle before | under load | 60 s after | slope an hour |
|---|---|---|---|---|
${row('resident memory, MB', ({ rss }) => rss)}
${row('file descriptors', ({ handles }) => handles)}
${row('sockets', ({ sockets }) => sockets)}

Held at the same time for 20 s, ${streams} streams (every other with a stalled upstream, every other with a caller that doesn't
read what comes at a model's pace) took ${held.settled.toFixed(0)} MB (${held.most.toFixed(0)} at most while they came; bar: 128 MB); with callers that don't read what comes at the network's
pace, as no model sends it, ${flooded.settled.toFixed(0)} MB.

![Memory, handles and sockets over time](soak.svg)`,
  );
}
