import { expect } from 'vitest';
import { dataFolder } from '../data-folder.ts';
import { adminToken, startProgram, type Program } from '../start-program.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body: what it holds is what a test asserts. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface NewConnection {
  readonly url: string;
  readonly name?: string;
  readonly auth?: object;
  readonly tls?: object;
  readonly streaming?: boolean;
}

export interface MadeAgent {
  readonly id: string;
  readonly slug: string;
  readonly key: string;
}

/** `jackfield serve` as a process of its own, and a person who holds the admin's token. */
export interface RunningJackfield extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  readonly program: Program;
  /** Sends `METHOD /path` to the REST API, the path being what follows `/api/v1`. */
  rest(request: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Saves a connection, and fails where it is refused. */
  connect(connection: NewConnection): Promise<{ id: string; model: string }>;
  /** An agent with a key whose setting names `model`, and no setting where there is none. */
  agentOn(model: string | null): Promise<MadeAgent>;
  /** Posts one turn. */
  turn(key: string, body?: unknown, init?: TurnInit): Promise<Answer>;
  /** Allows an endpoint and gives what takes it back. */
  allow(endpoint: string): Promise<() => Promise<void>>;
}

export interface TurnInit {
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

export const hello = { messages: [{ role: 'user', content: 'Hi' }] };

let names = 0;

export async function runJackfield(
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningJackfield> {
  const folder = await dataFolder();
  const program = startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: folder.path,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    JACKFIELD_RECHECK_MINUTES: '0',
    ...environment,
  });
  const url = await program.ready;
  const send = async (to: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(to, { redirect: 'manual', ...init });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  };
  const jackfield: RunningJackfield = {
    url,
    port: Number(new URL(url).port),
    dataDir: folder.path,
    program,
    rest(request, body, headers = {}) {
      const [method = 'GET', path = ''] = request.split(' ');
      return send(`${url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${adminToken}`,
          'content-type': 'application/json',
          ...headers,
        },
        body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      });
    },
    async connect(connection) {
      const answer = await jackfield.rest('POST /connections', newConnection(connection));
      if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
      return answer.body;
    },
    async agentOn(model) {
      names += 1;
      const { body: agent } = await jackfield.rest('POST /agents', { name: `Agent ${names}` });
      if (model !== null) {
        const saved = await jackfield.rest(`PUT /agents/${agent.id}/model-setting`, { model });
        if (saved.status !== 200) throw new Error(`${saved.status} ${saved.text}`);
      }
      const { body: created } = await jackfield.rest(`POST /agents/${agent.id}/keys`, {});
      return { id: agent.id, slug: agent.slug, key: created.key };
    },
    turn(key, body = hello, init = {}) {
      return send(url + (init.path ?? '/v1/chat/completions'), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${key}`,
          ...init.headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    },
    async allow(endpoint) {
      const { status, body } = await jackfield.rest('POST /allowed-endpoints', { endpoint });
      expect([endpoint, status]).toEqual([endpoint, 201]);
      return async () => void (await jackfield.rest(`DELETE /allowed-endpoints/${body.id}`));
    },
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
  return jackfield;
}

/** A connection that only needs a URL to be whole. */
export function newConnection({ url, name, auth, tls, streaming }: NewConnection): object {
  names += 1;
  return {
    name: name ?? `Connection ${names}`,
    url,
    modelId: 'upstream-model',
    auth: auth ?? { method: 'bearer', credential },
    ...(tls === undefined ? {} : { tls }),
    ...(streaming === undefined ? {} : { streaming }),
  };
}

/** Of every connection that names no other. */
export const credential = 'canary-credential-of-a-connection-5e21';

/** Still there, and nothing happened in it that nobody expected. */
export async function expectUnharmed({ url, program }: RunningJackfield): Promise<void> {
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const faults = program
    .stderr()
    .split('\n')
    .filter((line) => fault.test(line));
  expect(faults.slice(0, 3)).toEqual([]);
}

const fault = /unhandled|uncaught|internal_error|"level":"(?:error|fatal)"/i;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
