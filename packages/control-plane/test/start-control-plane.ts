import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { BlockList } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '@jackfield/gateway-config';
import type { GatewayConfig, ModelListing, PublishedModel } from '@jackfield/gateway-config';
import { createControlPlane } from '../src/control-plane.ts';
import type { ControlPlane } from '../src/control-plane.ts';
import type { ControlPlaneOptions, EndpointToCheck } from '../src/options.ts';
import { localMasterKey } from '../src/secrets/master-key.ts';
import type { MasterKeys } from '../src/secrets/master-key.ts';
import { catalogueFiles } from './catalogue-files.ts';
import { passingReport } from './check-reports.ts';
import { newTestStore } from './test-store.ts';
import type { TestStore } from './test-store.ts';

const adminToken = 'test-admin-token-of-more-than-32-characters';
export const masterKey = new Uint8Array(32).fill(7).map((byte, index) => byte + index);

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body: what it holds is what a test asserts. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
  readonly text: string;
}

export interface CallOptions {
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly raw?: string;
  readonly headers?: Record<string, string>;
  /** `null` sends none. */
  readonly token?: string | null;
}

export interface TestControlPlane {
  readonly controlPlane: ControlPlane;
  readonly origin: string;
  readonly adminToken: string;
  readonly dataDir: string;
  /** Every configuration that was published, oldest first. */
  readonly published: GatewayConfig[];
  /** Every line that was logged, as JSON. */
  readonly logged: string[];
  /** The models that `tryModel` was asked to try. */
  readonly tried: PublishedModel[];
  /** The endpoints that `checkEndpoint` was asked to check, each with how deep. */
  readonly checked: (EndpointToCheck & { readonly depth: string })[];
  /** Sends `METHOD /path`, the path being what follows `/api/v1`. */
  call(request: string, options?: CallOptions): Promise<Answer>;
  config(): GatewayConfig;
  /** Runs one statement on its database, behind its back. */
  readonly sql: TestStore['sql'];
  /** Starts another process's control plane on the same data, which only PostgreSQL lets one do. */
  beside(change?: Partial<ControlPlaneOptions>): Promise<TestControlPlane>;
  /** Ends it and starts another on the same data. */
  restart(change?: Partial<ControlPlaneOptions>): Promise<TestControlPlane>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** As given by the environment: whoever gives them makes them. */
export function givenMasterKeys(...keys: [Uint8Array, ...Uint8Array[]]): MasterKeys {
  const current = localMasterKey(keys[0]);
  return {
    current,
    accepted: keys.map(localMasterKey),
    unfinished: false,
    next: async () => current,
    promote: async () => null,
  };
}

/** The real thing on an ephemeral port: real HTTP, a real database of its own. */
export async function startControlPlane(
  change: Partial<ControlPlaneOptions> = {},
): Promise<TestControlPlane> {
  const folder = await mkdtemp(join(tmpdir(), 'jackfield-control-plane-'));
  await mkdir(join(folder, 'data'));
  await mkdir(join(folder, 'catalog'));
  for (const [name, content] of Object.entries(catalogueFiles)) {
    await writeFile(join(folder, 'catalog', name), content);
  }
  const store = await newTestStore(join(folder, 'data'));
  const remove = async (): Promise<void> => {
    await store.remove();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return await startIn(folder, store, remove, change);
  } catch (error) {
    await remove();
    throw error;
  }
}

async function startIn(
  folder: string,
  store: TestStore,
  remove: () => Promise<void>,
  change: Partial<ControlPlaneOptions>,
): Promise<TestControlPlane> {
  const published: GatewayConfig[] = [];
  const logged: string[] = [];
  const tried: PublishedModel[] = [];
  const checked: TestControlPlane['checked'] = [];
  const log = (fields: object, message: string): void => {
    logged.push(JSON.stringify({ ...fields, err: describeError(fields), message }));
  };
  const dataDir = join(folder, 'data');
  const options: ControlPlaneOptions = {
    version: '0.0.0-test',
    role: 'all',
    dataDir,
    postgres: store.place.postgres,
    masterKeys: givenMasterKeys(masterKey),
    adminToken: new Secret(adminToken),
    passwordSignIn: true,
    singleSignOn: null,
    trustedProxies: new BlockList(),
    catalogDir: join(folder, 'catalog'),
    operatorCatalogFile: join(dataDir, 'catalog.yaml'),
    allowEndpoints: [],
    ownPorts: new Set(),
    providerEnvironment: {},
    carriedProviders: new Set(['openai', 'polyllm', 'byom']),
    publish: (config) => {
      published.push(config);
    },
    gateways: () => [
      { id: 'g1', configVersion: published.at(-1)?.version ?? 0, agents: 0, silentMs: 0 },
    ],
    modelHealth: () => [],
    closeCircuits: () => {},
    tryModel: async (model) => {
      tried.push(model);
      return { ready: true, url: model.endpoint.ready ? model.endpoint.baseUrl : '', checks: [] };
    },
    checkEndpoint: async (target, { depth }) => {
      checked.push({ ...target, depth });
      return passingReport(target);
    },
    turnRecordsDays: 30,
    recheckMinutes: 0,
    listModels: async () => listingOf({}),
    carryTurn: (agentId, _request, response) => {
      response.end(agentId);
    },
    playgroundTurn: (_turn, person) => {
      person.over(null);
      return { leave() {}, drained() {} };
    },
    rehearse: async () => ({ kind: 'no_room' }),
    startDemoEndpoint: async () => ({
      url: 'http://127.0.0.1:4101/v1',
      endpoint: '127.0.0.1:4101',
      modelId: 'demo',
    }),
    log: { info: log, warn: log, error: log },
    clock: Date.now,
    ...change,
  };
  const controlPlane = await createControlPlane(options);
  const server = createServer((request, response) => controlPlane.handle(request, response));
  const origin = await listen(server);
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await controlPlane.close();
  };
  const close = async (): Promise<void> => {
    await stop();
    await remove();
  };
  return {
    controlPlane,
    origin,
    adminToken,
    dataDir,
    published,
    logged,
    tried,
    checked,
    sql: (text, ...parameters) => store.sql(text, ...parameters),
    call: (request, callOptions = {}) => call(origin, request, callOptions),
    config() {
      const last = published.at(-1);
      if (last === undefined) throw new Error('Nothing was published.');
      return last;
    },
    beside: (nextChange = {}) =>
      startIn(folder, store, async () => {}, { ...change, ...nextChange }),
    async restart(nextChange = {}) {
      await stop();
      return startIn(folder, store, remove, { ...change, ...nextChange });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function call(origin: string, request: string, options: CallOptions): Promise<Answer> {
  const [method = 'GET', path = ''] = request.split(' ');
  const token = options.token === undefined ? adminToken : options.token;
  const body = options.raw ?? (options.body === undefined ? null : JSON.stringify(options.body));
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    body,
    redirect: 'manual',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
  });
  const text = await response.text();
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : null,
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return `http://127.0.0.1:${address.port}`;
}

function describeError(fields: object): string | undefined {
  return 'err' in fields && fields.err instanceof Error ? fields.err.stack : undefined;
}

/** What a provider with no models answers, with what a test says otherwise. */
export function listingOf(more: Partial<ModelListing>): ModelListing {
  return {
    ok: true,
    url: 'https://models.example.com/v1/models',
    status: 200,
    message: 'It lists 0 models.',
    words: '{"data":[]}',
    models: [],
    askedAt: Date.UTC(2026, 10, 24),
    durationMs: 12,
    ...more,
  };
}
