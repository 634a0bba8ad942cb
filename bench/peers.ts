import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Where peers are installed: outside the project, and kept for the next run. */
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'jackfield-bench');
const installMs = 900_000;

const portkeyVersion = '1.15.2';
/** The newest whose proxy installs from its registry. */
const litellmVersion = '1.106.12';
const bifrostVersion = 'v1.3.0';
const litellmKey = 'sk-bench-4f1c9a7e2d6b8035';

/** A gateway of others, or a plain proxy, ready to be started. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Streams at once that it keeps pace with. */
  readonly streams: number;
  /** What each request has, by the upstream's origin. */
  headers(upstream: string): Readonly<Record<string, string>>;
  /** Its command, by the upstream's origin and the port it shall listen on. */
  command(upstream: string, port: number): Promise<PeerCommand>;
}

interface PeerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A peer that can't be had here, and what failed. */
export interface MissingPeer {
  readonly name: string;
  readonly problem: string;
}

/** Installs what can be had; what can't is told, and is no failure. */
export async function installPeers(): Promise<(Peer | MissingPeer)[]> {
  await mkdir(cache, { recursive: true });
  const all = { nginx, 'Portkey gateway': portkey, 'LiteLLM proxy': litellm, Bifrost: bifrost };
  const found: (Peer | MissingPeer)[] = [];
  for (const [name, install] of Object.entries(all)) {
    found.push(
      await install(name).catch((error: unknown) => ({ name, problem: problemOf(error) })),
    );
  }
  return found;
}

/** One line, without the addresses and folders of this machine. */
function problemOf(error: unknown): string {
  // Holds: execFile's errors have these.
  const { stderr, message } = error as { stderr?: string; message: string };
  const lines = (stderr || message).trim().split('\n');
  const line =
    lines.find((each) => /not available|no matching|not found/i.test(each)) ?? lines.at(-1);
  return (line ?? '')
    .trim()
    .replaceAll(/https?:\/\/\S+/g, 'its registry')
    .replaceAll(/(?:\/[\w.@-]+){2,}/g, '…')
    .slice(0, 200);
}

/** Debian's package, taken apart in the cache: nothing is installed and no service started. */
async function nginx(name: string): Promise<Peer> {
  const folder = join(cache, 'nginx');
  const unpacked = join(folder, 'usr/sbin/nginx');
  if (!existsSync(unpacked)) {
    await mkdir(folder, { recursive: true });
    await run('apt-get', ['download', 'nginx'], { cwd: folder, timeout: installMs });
    const file = (await readdir(folder)).find((each) => each.endsWith('.deb'));
    await run('dpkg-deb', ['-x', file ?? '', '.'], { cwd: folder });
  }
  const { stderr } = await run(unpacked, ['-v']);
  const at = join(cache, 'nginx-run');
  return {
    name,
    version: /nginx\/(\S+)/.exec(stderr)?.[1] ?? '',
    streams: 200,
    headers: () => ({}),
    async command(upstream, port) {
      await rm(at, { recursive: true, force: true });
      await mkdir(at, { recursive: true });
      await writeFile(join(at, 'nginx.conf'), nginxConf(at, new URL(upstream).host, port));
      return { file: unpacked, args: ['-p', at, '-c', join(at, 'nginx.conf')] };
    },
  };
}

/** One worker; what isn't said is nginx's default, its access log included. */
function nginxConf(at: string, upstream: string, port: number): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (each) => `  ${each}_temp_path ${at}/${each};`,
  );
  return `daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid ${at}/nginx.pid;
error_log ${at}/error.log;
events { worker_connections 19000; }
http {
${paths.join('\n')}
  access_log ${at}/access.log;
  client_max_body_size 8m;
  client_body_buffer_size 2m;
  keepalive_timeout 65;
  keepalive_requests 1000000;
  upstream models { server ${upstream}; keepalive 1024; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://models;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_read_timeout 600;
    }
  }
}
`;
}

async function portkey(name: string): Promise<Peer> {
  const folder = join(cache, `portkey-${portkeyVersion}`);
  const main = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js');
  if (!existsSync(main)) {
    await mkdir(folder, { recursive: true });
    const args = ['install', '--no-audit', '--no-fund', '--prefix', folder];
    await run('npm', [...args, `@portkey-ai/gateway@${portkeyVersion}`], { timeout: installMs });
  }
  return {
    name,
    version: portkeyVersion,
    streams: 50,
    headers: (upstream) => ({
      authorization: 'Bearer sk-bench',
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `${upstream}/v1`,
    }),
    command: async (_upstream, port) => ({
      file: process.execPath,
      args: [main, `--port=${port}`, '--headless'],
    }),
  };
}

async function litellm(name: string): Promise<Peer> {
  const folder = join(cache, `litellm-${litellmVersion}`);
  const main = join(folder, 'bin/litellm');
  if (!existsSync(main)) {
    await run('python3', ['-m', 'venv', folder], { timeout: installMs });
    const args = ['install', '--quiet', `litellm[proxy]==${litellmVersion}`];
    await run(join(folder, 'bin/pip'), args, { timeout: installMs });
  }
  return {
    name,
    version: litellmVersion,
    streams: 10,
    headers: () => ({ authorization: `Bearer ${litellmKey}` }),
    async command(upstream, port) {
      const file = join(folder, 'bench.yaml');
      await writeFile(
        file,
        `model_list:
  - model_name: default
    litellm_params:
      model: openai/gpt-4o-mini
      api_base: ${upstream}/v1
      api_key: sk-bench
`,
      );
      const args = ['--config', file, '--host', '127.0.0.1', '--port', String(port)];
      return {
        file: main,
        args: [...args, '--num_workers', '1', '--telemetry', 'False'],
        environment: {
          // It starts with no other, and asks the network for its list of prices unless told not to.
          LITELLM_MASTER_KEY: litellmKey,
          LITELLM_LOCAL_MODEL_COST_MAP: 'True',
        },
      };
    },
  };
}

async function bifrost(name: string): Promise<Peer> {
  const folder = join(cache, 'bifrost');
  const main = join(folder, 'bifrost-http');
  if (!existsSync(main)) {
    const module = `github.com/maximhq/bifrost/transports/bifrost-http@${bifrostVersion}`;
    await run('go', ['install', module], {
      timeout: installMs,
      env: { ...process.env, GOBIN: folder },
    });
  }
  return {
    name,
    version: bifrostVersion,
    streams: 200,
    headers: () => ({}),
    async command(upstream, port) {
      const config = {
        providers: {
          openai: {
            keys: [{ value: 'sk-bench', models: ['default'], weight: 1 }],
            network_config: { base_url: upstream },
          },
        },
      };
      await writeFile(join(folder, 'config.json'), JSON.stringify(config));
      return {
        file: main,
        args: ['-host', '127.0.0.1', '-port', String(port), '-app-dir', folder],
      };
    },
  };
}

export interface RunningPeer {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a peer on these cores; resolves once it takes connections. */
export async function startPeer(
  peer: Peer,
  upstream: string,
  cores: string,
  waitMs = 120_000,
): Promise<RunningPeer> {
  const port = await freePort();
  const { file, args, environment } = await peer.command(upstream, port);
  const child = spawn('taskset', ['-c', cores, file, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const ended = once(child, 'close');
  await listening(child, port, waitMs);
  return {
    pid: child.pid ?? 0,
    port,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

async function listening(child: ChildProcess, port: number, waitMs: number): Promise<void> {
  const until = performance.now() + waitMs;
  while (performance.now() < until && child.exitCode === null) {
    const answers = await fetch(`http://127.0.0.1:${port}/`, {
      signal: AbortSignal.timeout(2_000),
    }).then(
      (response) => response.body?.cancel().then(() => true) ?? true,
      () => false,
    );
    if (answers) return;
    await pause(100);
  }
  child.kill('SIGKILL');
  throw new Error('It did not begin to listen.');
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
