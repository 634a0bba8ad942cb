import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  /** Comes inside another package, whose contents are locked. */
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(`${root}/${file}`, 'utf8'));
}

const manifests = ['package.json', ...globSync('packages/*/package.json', { cwd: root })].map(
  // Holds: npm reads it.
  (file) => read(file) as Manifest,
);
// Holds: npm wrote it.
const { packages } = read('package-lock.json') as {
  packages: Readonly<Record<string, Locked>>;
};
const installed = Object.entries(packages).filter(
  ([path, { link, inBundle }]) => path.includes('node_modules/') && !link && !inBundle,
);

/** Whatever the program runs with, apart from our own packages: a longer list takes a reason here. */
const runTime = [
  '@aws-sdk/credential-provider-node', // a role's keys, where the operator turns that on (0068)
  '@hono/node-server', // the REST API
  '@hono/zod-openapi', // its shapes, and its document
  '@opentelemetry/api', // traces, and what follows: loaded only where a collector is named (0177)
  '@opentelemetry/exporter-metrics-otlp-http',
  '@opentelemetry/exporter-metrics-otlp-proto',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/exporter-trace-otlp-proto',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/sdk-trace',
  'ajv', // whether an answer matches a JSON Schema (0207)
  'diff', // in which words answers differ (0209)
  'hono', // the REST API
  'ipaddr.js', // which addresses are private
  'kysely', // SQL without texts put together
  'openid-client', // single sign-on (0115)
  'pg', // PostgreSQL (0150)
  'pino', // the log
  'prom-client', // metrics for Prometheus (0175)
  're2js', // patterns that can't hold up a process (0207)
  'sirv', // the page's files (0032)
  'undici', // sockets to models (0002)
  'yaml', // the catalogue
  'zod', // what people type is judged
];

describe('case 56: what comes from elsewhere', () => {
  test('is the fewest packages at run time, each with its reason', () => {
    // The page is built before it is served: what it is made of runs in no process of ours.
    const servers = manifests.filter(({ name }) => name !== '@jackfield/web');
    const names = servers.flatMap(({ dependencies = {} }) => Object.keys(dependencies));
    const foreign = [...new Set(names)].filter((name) => !name.startsWith('@jackfield/'));
    expect(foreign.toSorted()).toEqual(runTime);
  });

  test('is written with its exact version', () => {
    const ranges = manifests.flatMap(({ dependencies, devDependencies, optionalDependencies }) =>
      Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
        ([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version),
      ),
    );
    expect(ranges).toEqual([]);
  });

  test('is locked by its contents, and by no host', () => {
    expect(installed.length).toBeGreaterThan(100);
    expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  test('runs nothing when it is installed that the program needs', () => {
    const scripted = installed.filter(([, { hasInstallScript, dev }]) => hasInstallScript && !dev);
    expect(scripted.map(([path]) => path)).toEqual([]);
    const ours = manifests.flatMap(({ scripts = {} }) =>
      Object.keys(scripts).filter((name) => /^(?:pre|post)?install$|^prepare$/.test(name)),
    );
    expect(ours).toEqual([]);
  });
});
