/** Writes the software bill of materials of what is run, not of what builds and tests it: `npm run sbom`. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}
type Locked = Readonly<Record<string, LockedPackage>>;

interface Sbom {
  readonly metadata: unknown;
  readonly components: readonly { readonly 'bom-ref': string; readonly purl: string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: string[] }[];
}

/** The program, and the page it serves, which is built from its dependencies. */
const roots = ['packages/jackfield', 'packages/web'];

const root = fileURLToPath(new URL('..', import.meta.url));
const file = resolve(process.argv[2] ?? `${root}/sbom.cdx.json`);
// Holds: npm writes both in these forms.
const lock = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')) as { packages: Locked };
const all = JSON.parse(
  execFileSync('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1_024 * 1_024,
    shell: process.platform === 'win32',
  }),
) as Sbom;

// npm's own `--omit=dev` leaves out what some workspace needs for its tests as well.
const wanted = runtimePurls(lock.packages);
const components = all.components.filter(({ purl }) => wanted.has(purl));
const refs = new Set(components.map((component) => component['bom-ref']));
const dependencies = all.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((on) => refs.has(on)) }));
writeFileSync(file, `${JSON.stringify({ ...all, components, dependencies }, null, 2)}\n`);
console.log(`${components.length} components: ${file}`);

/** As npm names them: `pkg:npm/%40scope/name@1.2.3`. */
function runtimePurls(packages: Locked): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [...roots];
  for (const name of Object.keys(packages['']?.optionalDependencies ?? {})) {
    waiting.push(`node_modules/${name}`);
  }
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const { dependencies, optionalDependencies, peerDependencies } = packages[path] ?? {};
    const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
    waiting.push(...names.flatMap((name) => placeOf(packages, path, name) ?? []));
  }
  return new Set([...seen].map((path) => purlOf(path, packages[path])));
}

/** Where Node would find it: in the nearest `node_modules` on the way up. */
function placeOf(packages: Locked, from: string, name: string): string | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    const found = packages[place];
    if (found?.link === true) return found.resolved ?? null;
    if (found !== undefined) return place;
    if (folder === '') return null;
  }
}

function purlOf(path: string, { name, version = '' }: LockedPackage = {}): string {
  const full = name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return `pkg:npm/${full.replace(/^@/, '%40')}@${version}`;
}
