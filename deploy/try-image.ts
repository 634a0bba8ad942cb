/**
 * Carries out deploy/Dockerfile without a container engine, and runs what comes of it as an engine would:
 * `npm run test:image`. Each stage is an overlay over this machine's files with only what .dockerignore
 * lets in; the program runs as process 1 of its own, as user 1000, on a root that nobody can write to.
 * What it can't show: that the base image has all that Debian here has, and the layers' size there.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import dockerignore from '@balena/dockerignore';
import { commandOf, dockerfileStages, type Stage, type Step } from './dockerfile-steps.ts';

const context = fileURLToPath(new URL('..', import.meta.url));
const self = fileURLToPath(import.meta.url);
const stopMs = 45_000;

if (process.platform !== 'linux' || process.getuid?.() !== 0) {
  process.stderr.write('This needs Linux and root: it mounts what would be the image.\n');
  process.exit(2);
}
if (process.argv[2] !== 'inside') {
  // Its mounts are nobody else's, and gone with it.
  const { status } = spawnSync('unshare', ['--mount', process.execPath, self, 'inside'], {
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}

const work = mkdtempSync(join(tmpdir(), 'jackfield-image-'));
mount('-t', 'tmpfs', 'tmpfs', work);
let failures = 0;
try {
  await tryImage();
} finally {
  spawnSync('umount', ['--lazy', work]);
  rmSync(work, { recursive: true, force: true });
}
say(failures === 0 ? 'The image works.' : `${failures} of what an image promises failed.`);
process.exitCode = failures === 0 ? 0 : 1;

async function tryImage(): Promise<void> {
  const files = contextFiles();
  say(`${files.length} files go to the build`);
  const foreign = /^(data|deploy\/secrets)\/|(^|\/)(node_modules|\.git|\.env)(\/|$)/;
  check('no data, secrets or history among them', !files.some((file) => foreign.test(file)));
  const stages = dockerfileStages(readFileSync(join(context, 'deploy/Dockerfile'), 'utf8'));
  const base = makeBase();
  const layers = new Map<string, string[]>();
  const roots = new Map<string, string>();
  const folders = new Map<string, string>();
  const environment: Record<string, string> = {};
  for (const stage of stages) {
    const below = layers.get(stage.from) ?? [base];
    const { root, layer } = makeRoot(stage.name, below);
    layers.set(stage.name, [layer, ...below]);
    roots.set(stage.name, root);
    folders.set(stage.name, folders.get(stage.from) ?? '/');
    build(stage, root, { files, roots, folders, environment });
  }
  const image = stages.at(-1);
  const root = roots.get(image?.name ?? '');
  if (image === undefined || root === undefined) throw new Error('The Dockerfile has no stage.');
  const size = spawnSync('du', ['-sm', `${root}/app`], { encoding: 'utf8' }).stdout;
  say(`/app has ${Number.parseInt(size, 10)} MB on top of the base image`);
  check('no tools of development in it', !existsSync(`${root}/app/node_modules/vitest`));
  mount('-o', 'remount,ro', root);
  // As an engine makes the volume: with the owner that the image gave the folder.
  mount('-t', 'tmpfs', '-o', 'mode=0700,uid=1000,gid=1000', 'tmpfs', `${root}/data`);
  await run(image, root, environment);
}

function contextFiles(): string[] {
  const ignore = dockerignore.default().add(readFileSync(join(context, '.dockerignore'), 'utf8'));
  const found: string[] = [];
  const waiting = [''];
  for (const folder of waiting) {
    for (const entry of readdirSync(join(context, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      // Only to be faster: the rules say the same of all that is in them.
      if (['node_modules', '.git'].includes(entry.name)) {
        if (!ignore.ignores(`${path}/x`)) throw new Error(`.dockerignore lets ${path} in.`);
      } else if (entry.isDirectory()) waiting.push(path);
      else if (!ignore.ignores(path)) found.push(path);
    }
  }
  return found;
}

/** This machine's files, with the Node of the base image and npm. */
function makeBase(): string {
  const base = join(work, 'base');
  mkdirSync(join(base, 'usr/local/bin'), { recursive: true });
  cpSync(process.execPath, join(base, 'usr/local/bin/node'), { dereference: true });
  return base;
}

function makeRoot(name: string, below: readonly string[]): { root: string; layer: string } {
  const [layer, scratch, root] = ['layer', 'scratch', 'root'].map((part) => {
    const folder = join(work, name, part);
    mkdirSync(folder, { recursive: true });
    return folder;
  }) as [string, string, string];
  const lower = `lowerdir=${[...below, '/'].join(':')}`;
  mount('-t', 'overlay', '-o', `${lower},upperdir=${layer},workdir=${scratch}`, 'overlay', root);
  mount('--rbind', '/dev', join(root, 'dev'));
  mount('-t', 'tmpfs', 'tmpfs', join(root, 'tmp'));
  mount('--bind', '/proc', join(root, 'proc'));
  return { root, layer };
}

interface Building {
  /** Those of the context that .dockerignore lets in. */
  readonly files: readonly string[];
  readonly roots: ReadonlyMap<string, string>;
  /** The working folder of each stage, which those that begin with it take over. */
  readonly folders: Map<string, string>;
  readonly environment: Record<string, string>;
}

function build(stage: Stage, root: string, building: Building): void {
  const { files, roots, folders, environment } = building;
  let folder = folders.get(stage.name) ?? '/';
  for (const step of stage.steps) {
    const { keyword, words, text } = step;
    say(`${stage.name}: ${keyword} ${text.replaceAll(/\s+/g, ' ').slice(0, 100)}`);
    switch (keyword) {
      case 'WORKDIR':
        folder = resolve(folder, words[0] ?? '');
        folders.set(stage.name, folder);
        mkdirSync(join(root, folder), { recursive: true });
        break;
      case 'COPY':
        copy(step, join(root, folder), files, roots, root);
        break;
      case 'RUN':
        inRoot(root, `cd ${folder} && ${text}`);
        break;
      case 'ENV':
        for (const word of words) {
          const [name = '', ...value] = word.split('=');
          environment[name] = value.join('=');
        }
        break;
      // Read when it runs, or told to engines alone.
      case 'USER':
      case 'VOLUME':
      case 'EXPOSE':
      case 'HEALTHCHECK':
      case 'STOPSIGNAL':
      case 'ENTRYPOINT':
      case 'CMD':
        break;
      default:
        throw new Error(`This script doesn't know ${keyword}.`);
    }
  }
}

/** A folder's content goes into the target; several files, or a target with a slash, into a folder. */
function copy(
  { words, from }: Step,
  folder: string,
  files: readonly string[],
  roots: ReadonlyMap<string, string>,
  root: string,
): void {
  const sources = words.slice(0, -1);
  const target = words.at(-1) ?? '';
  const place = target.startsWith('/') ? join(root, target) : join(folder, target);
  for (const source of sources) {
    if (from !== null) {
      const stage = roots.get(from) ?? '';
      mkdirSync(place, { recursive: true });
      cpSync(join(stage, source), place, { recursive: true, verbatimSymlinks: true });
      continue;
    }
    const inFolder = files.filter((file) => file.startsWith(`${source}/`));
    if (inFolder.length === 0 && !files.includes(source)) {
      throw new Error(`COPY ${source}: .dockerignore lets none of it in.`);
    }
    const isFolder = inFolder.length > 0;
    for (const file of isFolder ? inFolder : [source]) {
      const name = isFolder ? file.slice(source.length + 1) : target.endsWith('/') ? file : '';
      const to = join(place, isFolder ? name : (name.split('/').at(-1) ?? ''));
      mkdirSync(dirname(to), { recursive: true });
      cpSync(join(context, file), to);
    }
  }
}

async function run(
  image: Stage,
  root: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const user = image.steps.findLast(({ keyword }) => keyword === 'USER')?.words[0] ?? '0:0';
  const port = await freePort();
  const set = Object.entries({
    PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ...environment,
    JACKFIELD_PORT: String(port),
  }).map(([name, value]) => `${name}=${value}`);
  const inside = ['chroot', `--userspec=${user}`, root, '/usr/bin/env', '-i', '-C', '/app', ...set];
  const health = [...inside, ...commandOf(image, 'HEALTHCHECK')];
  const isHealthy = (): boolean => spawnSync(health[0] ?? '', health.slice(1)).status === 0;
  check('the health check fails while nothing runs', !isHealthy());

  const command = [...commandOf(image, 'ENTRYPOINT'), ...commandOf(image, 'CMD')];
  const startedAt = performance.now();
  const engine = spawn('unshare', ['--pid', '--fork', '--kill-child', ...inside, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await started(engine);
  say(`ready after ${Math.round(performance.now() - startedAt)} ms`);
  const pid = Number(readFileSync(`/proc/${engine.pid}/task/${engine.pid}/children`, 'utf8'));
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  check('the program itself is process 1', /^NSpid:\s.*\s1$/m.test(status));
  check('it is user 1000', /^Uid:\s1000\s1000\s/m.test(status));
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  check('its young generation is small', words.includes('--max-semi-space-size=16'));
  check('the health check passes', isHealthy());
  for (const [path, part] of [
    ['/readyz', '"ok"'],
    ['/', '<div id="root"'],
    ['/api/v1/openapi.json', '"openapi"'],
  ] as const) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    const text = await response.text();
    check(`${path} answers`, response.ok && text.includes(part));
  }
  const version = spawnSync('chroot', [...inside.slice(1), 'jackfield', 'version']);
  check('jackfield is a command', /^\d+\.\d+\.\d+$/m.test(version.stdout.toString()));
  const written = spawnSync('chroot', [...inside.slice(1), 'touch', '/app/x', '/etc/x']);
  check('nothing can be written but in /data', written.status !== 0);

  const stoppedAt = performance.now();
  process.kill(pid, 'SIGTERM');
  const ended = await Promise.race([once(engine, 'close'), pause(stopMs, null, { ref: false })]);
  if (ended === null) engine.kill('SIGKILL');
  check('SIGTERM ends it in order', ended?.[0] === 0);
  say(`stopped after ${Math.round(performance.now() - stoppedAt)} ms`);
  check('what it keeps is in /data', existsSync(`${root}/data/master.key`));
}

async function started(engine: ChildProcess): Promise<void> {
  let said = '';
  const ready = Promise.withResolvers<null>();
  for (const stream of [engine.stdout, engine.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('Jackfield runs at')) ready.resolve(null);
    });
  }
  engine.once('close', () => ready.reject(new Error(`It ended before it was ready:\n${said}`)));
  await ready.promise;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Holds: it listens on TCP.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function inRoot(root: string, command: string): void {
  const kept = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_DIR', 'SSL_CERT_FILE', 'HTTPS_PROXY', 'NO_PROXY'];
  const { status } = spawnSync('chroot', [root, '/bin/sh', '-c', command], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/root',
      ...Object.fromEntries(kept.map((name) => [name, process.env[name]])),
    },
  });
  if (status !== 0) throw new Error(`RUN ${command} ended with ${status}.`);
}

function mount(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`);
}

function check(promise: string, holds: boolean): void {
  if (!holds) failures += 1;
  say(`${holds ? '✓' : '✗'} ${promise}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
