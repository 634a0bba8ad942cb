import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { DataFolder } from './data-folder.ts';

const configuration = fileURLToPath(new URL('../../../deploy/nginx.conf', import.meta.url));
/** Debian: apt-get install nginx-light. */
export const nginx = ['nginx', '/usr/sbin/nginx'].find(
  (file) => spawnSync(file, ['-v']).status === 0,
);

export interface Front extends AsyncDisposable {
  readonly url: string;
}

/**
 * Real nginx with deploy/nginx.conf, in which nothing is another but the addresses and the folder that it
 * writes to.
 *
 * @throws Error with nginx's own words where it refuses the file.
 */
export async function startNginx(
  folder: DataFolder,
  addresses: Record<string, string>,
): Promise<Front> {
  const port = await freePort();
  let text = await readFile(configuration, 'utf8');
  for (const [name, address] of Object.entries({
    'listen 8080': `listen 127.0.0.1:${port}`,
    '/tmp/': `${folder.path}/`,
    '/dev/stdout': `${folder.path}/access.log`,
    '/dev/stderr': `${folder.path}/error.log`,
    'worker_processes auto': 'worker_processes 1',
    ...addresses,
  })) {
    if (!text.includes(name)) throw new Error(`deploy/nginx.conf has no "${name}".`);
    text = text.replaceAll(name, address);
  }
  const file = join(folder.path, 'nginx.conf');
  await writeFile(file, text);
  // Its workers would be nobody, who can't write here; in the container all of it is one user.
  const asRoot = process.getuid?.() === 0 ? ' user root;' : '';
  const args = ['-e', `${folder.path}/error.log`, '-c', file, '-g', `daemon off;${asRoot}`];
  const checked = spawnSync(nginx ?? '', ['-t', ...args], { encoding: 'utf8' });
  if (checked.status !== 0) throw new Error(checked.stderr);
  const child = spawn(nginx ?? '', args, { stdio: 'ignore' });
  const ended = once(child, 'close');
  const url = `http://127.0.0.1:${port}`;
  await expect
    .poll(
      () =>
        fetch(`${url}/healthz`).then(
          ({ status }) => status,
          () => null,
        ),
      { timeout: 10_000 },
    )
    .toBe(200);
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** One that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Holds: it listens on TCP.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
