import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { dataFolder } from './data-folder.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

async function manifestOf(folder: string): Promise<Manifest> {
  // Holds: it is a package.json of ours.
  return JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as Manifest;
}

test('case 56: the bill of materials names everything that runs, and nothing that only builds or tests it', async () => {
  await using folder = await dataFolder();
  const file = join(folder.path, 'sbom.json');
  await promisify(execFile)(process.execPath, [join(root, 'scripts/sbom.ts'), file]);
  const text = await readFile(file, 'utf8');
  const sbom = JSON.parse(text);
  expect(sbom.bomFormat).toBe('CycloneDX');
  const names = new Set(
    sbom.components.map(({ purl }: { purl: string }) =>
      purl
        .replace('pkg:npm/', '')
        .replace('%40', '@')
        .replace(/@[^@]+$/, ''),
    ),
  );
  const shipped = ['jackfield', 'control-plane', 'gateway', 'gateway-config', 'byom', 'web'];
  expect(await readdir(join(root, 'packages'))).toEqual(expect.arrayContaining(shipped));
  const running = new Set<string>();
  for (const name of shipped) {
    const { dependencies = {} } = await manifestOf(`packages/${name}`);
    for (const dependency of Object.keys(dependencies)) running.add(dependency);
  }
  for (const dependency of running) expect(names).toContain(dependency);
  for (const tool of Object.keys((await manifestOf('')).devDependencies ?? {})) {
    // `yaml` is both: the catalogue runs with it, and the root's tests read compose and chart.
    if (!running.has(tool)) expect(names).not.toContain(tool);
  }
  expect(names).not.toContain('@jackfield/bench');
  expect(text).not.toContain(root);
}, 60_000);
