import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emptyDatabase } from '@jackfield/test-postgres';
import { expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { usage } from '../src/usage.ts';
import { dataFolder } from './data-folder.ts';
import { agentKey, event, post } from './hand-turns.ts';
import { nginx, startNginx } from './start-nginx.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';

const deploy = fileURLToPath(new URL('../../../deploy', import.meta.url));

interface Service {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** A model's server that says the same to all, streamed. */
async function startUpstream(): Promise<AsyncDisposable & { readonly endpoint: string }> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(
      `${event({ role: 'assistant', content: 'Line two is free.' })}${event({}, 'stop')}data: [DONE]\n\n`,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Holds: it listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

// Not where nginx is not installed; and until the program has roles, gateways hear nothing of one another.
test.skipIf(nginx === undefined || !usage.includes('--role'))(
  'what compose.yaml describes carries a turn on each gateway of an agent made on the control plane',
  async () => {
    await using folder = await dataFolder();
    await using upstream = await startUpstream();
    const secrets = join(folder.path, 'secrets');
    await copyFile(join(deploy, 'make-secrets.sh'), join(folder.path, 'make-secrets.sh'));
    execFileSync('sh', [join(folder.path, 'make-secrets.sh')]);
    const url = await emptyDatabase(inject('postgresUrl') ?? '', 'compose');
    for (const [name, text] of [
      ['database_url', url],
      ['admin_token', adminToken],
    ] as const) {
      await rm(join(secrets, name));
      await writeFile(join(secrets, name), `${text}\n`, { mode: 0o444 });
    }
    // Holds: deploy/deploy.test.ts reads the same of it.
    const { services } = parse(await readFile(join(deploy, 'compose.yaml'), 'utf8'), {
      merge: true,
    }) as { services: Readonly<Record<string, Service>> };
    await using stack = new AsyncDisposableStack();
    const start = async (name: string): Promise<string> => {
      const { command = [], environment = {} } = services[name] ?? {};
      const data = join(folder.path, name);
      await mkdir(data);
      await copyFile(join(deploy, 'catalog.yaml'), join(data, 'catalog.yaml'));
      const set = Object.entries(environment).map(([variable, value]) => [
        variable,
        value.replace(/^\$\{\w+:-(.*)\}$/, '$1').replace('/run/secrets', secrets),
      ]);
      const program: Program = stack.use(
        startProgram(command, {
          ...Object.fromEntries(set),
          JACKFIELD_DATA_DIR: data,
          JACKFIELD_PORT: '0',
          JACKFIELD_ALLOW_ENDPOINTS: upstream.endpoint,
        }),
      );
      return new URL(await program.ready).host;
    };
    const control = await start('control');
    const gateways = [await start('gateway-a'), await start('gateway-b')] as const;
    await using front = await startNginx(folder, {
      'control:4100': control,
      'gateway-a:4100': gateways[0],
      'gateway-b:4100': gateways[1],
    });
    const key = await agentKey(front.url, `http://${upstream.endpoint}/v1`);
    // A gateway hears of the agent by itself; from then on every turn is carried.
    const served = async (): Promise<string[]> => {
      const response = await post(front.url, key);
      await response.text();
      const log = await readFile(join(folder.path, 'access.log'), 'utf8');
      const lines = log.split('\n').filter((line) => / POST \/v1\/\S+ 200 /.test(line));
      return gateways.filter((gateway) => lines.some((line) => line.includes(` ${gateway} `)));
    };
    await expect.poll(served, { timeout: 20_000 }).toEqual(gateways);
    for (let turn = 0; turn < 4; turn += 1) {
      const response = await post(front.url, key);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('Line two is free.');
    }
  },
);
