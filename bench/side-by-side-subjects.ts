import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startPeer, type Peer } from './peers.ts';
import { connectModel, makeAgent, startProgram, type BenchProgram } from './start-program.ts';

/** What is measured, running alone on its core. */
export interface Subject {
  readonly name: string;
  readonly version: string;
  readonly pid: number;
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Streams at once that it keeps pace with. */
  readonly streams: number;
  stop(): Promise<void>;
}

const relayFile = fileURLToPath(new URL('bare-relay.ts', import.meta.url));
const patient = { firstTokenMs: 600_000, gapMs: 600_000, totalMs: 600_000 };
/** More than any stage has at once. */
const atOnceMax = 10_000;

/** A relay of Node's own parts that does nothing else. */
export async function bareRelay(upstream: string, cores: string): Promise<Subject> {
  const args = ['-c', cores, process.execPath, relayFile, upstream];
  const child = spawn('taskset', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  // Holds: it prints its port.
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    name: 'bare node:http + undici',
    version: process.versions.node,
    pid: child.pid ?? 0,
    port: Number(port.toString()),
    headers: {},
    streams: 200,
    async stop() {
      child.kill();
      await once(child, 'close');
    },
  };
}

export async function peerSubject(peer: Peer, upstream: string, cores: string): Promise<Subject> {
  const running = await startPeer(peer, upstream, cores);
  const { name, version, streams } = peer;
  return { ...running, name, version, headers: peer.headers(upstream), streams };
}

export interface JackfieldSubjects {
  readonly program: BenchProgram;
  /** The catalogue's OpenAI model, and a connection with the repairs that are on by default. */
  readonly subjects: readonly [Subject, Subject];
}

/** `jackfield serve` as its users start it, everything on; as two subjects, one of its process. */
export async function jackfield(
  upstream: string,
  cores: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<JackfieldSubjects> {
  const program = await startProgram(
    {
      OPENAI_BASE_URL: `${upstream}/v1`,
      OPENAI_API_KEY: 'sk-bench',
      JACKFIELD_ALLOW_ENDPOINTS: new URL(upstream).host,
      JACKFIELD_TURNS_MAX: String(atOnceMax),
      JACKFIELD_METRICS_TOKEN: 'bench-metrics-token-5c8e1f40b7a29d63',
      ...environment,
    },
    undefined,
    cores,
  );
  const subject = async (name: string, model: string): Promise<Subject> => {
    const setting = { model, parameters: { temperature: 0.7 }, deadlines: patient };
    const { key } = await makeAgent(program, setting);
    return {
      name,
      version: '',
      pid: program.pid,
      port: program.port,
      headers: { authorization: `Bearer ${key}` },
      streams: 200,
      stop: async () => undefined,
    };
  };
  const connection = await connectModel(program, `${upstream}/v1`, { inFlightMax: atOnceMax });
  return {
    program,
    subjects: [
      await subject('Jackfield', 'openai/gpt-4o-mini'),
      await subject('Jackfield, a connection', connection),
    ],
  };
}
