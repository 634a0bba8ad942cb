// Packs what is published on its own into dist/: `npm run pack:packages`. Inside the workspace the packages are
// TypeScript as it stands, which Node does not run below node_modules; what is packed is JavaScript.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const published = ['chat-completions', 'byom'];
const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'dist');

interface Manifest {
  readonly name: string;
  readonly files: readonly string[];
  readonly publishConfig: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

run('tsc', ['-b', ...published.map((name) => join('packages', name))], root);
mkdirSync(target, { recursive: true });
for (const name of published) console.log(pack(join(root, 'packages', name)));

/** The path of the tarball made of a package's folder. */
function pack(folder: string): string {
  const stage = mkdtempSync(join(tmpdir(), 'jackfield-pack-'));
  try {
    // Holds: it is one of the two manifests above, which have these fields.
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    for (const part of ['dist/src', 'src', 'README.md']) {
      cpSync(join(folder, part), join(stage, part), { recursive: true });
    }
    cpSync(join(root, 'LICENSE'), join(stage, 'LICENSE'));
    leaveOutTheGone(stage);
    pointDeclarationsToJavaScript(join(stage, 'dist/src'));
    writeFileSync(join(stage, 'package.json'), JSON.stringify(toPublished(manifest), null, 2));
    const made = run('npm', ['pack', '--silent', '--pack-destination', target], stage);
    return join(target, made.trim());
  } finally {
    rmSync(stage, { recursive: true });
  }
}

/** `private` guards the workspace's own form; `publishConfig` says what is different outside. */
function toPublished({
  private: _private,
  devDependencies: _development,
  publishConfig,
  ...rest
}: Manifest): object {
  const { access, ...differences } = publishConfig;
  return { ...rest, ...differences, publishConfig: { access } };
}

/** tsc never takes away what it once built of a file that has gone since. */
function leaveOutTheGone(stage: string): void {
  const built = join(stage, 'dist/src');
  for (const file of readdirSync(built, { recursive: true, encoding: 'utf8' })) {
    const source = file.replace(/(?:\.d\.ts|\.js)(?:\.map)?$/, '.ts');
    if (!existsSync(join(stage, 'src', source))) rmSync(join(built, file), { force: true });
  }
}

/** tsc rewrites `./name.ts` in JavaScript but leaves it in declarations, where older compilers trip. */
function pointDeclarationsToJavaScript(folder: string): void {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.d.ts')) continue;
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/(from |import\()(['"])(\.[^'"]*)\.ts\2/g, '$1$2$3.js$2'));
  }
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
