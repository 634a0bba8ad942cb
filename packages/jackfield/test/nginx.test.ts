import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { agentKey, event, post } from './hand-turns.ts';
import { startHandUpstream } from './hand-upstream.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';

const configuration = fileURLToPath(new URL('../../../deploy/nginx.conf', import.meta.url));
const nginx = ['nginx', '/usr/sbin/nginx'].find((file) => spawnSync(file, ['-v']).status === 0);

interface Front extends AsyncDisposable {
  readonly url: string;
}

/**
 * Real nginx with deploy/nginx.conf, in which nothing is another but the addresses and the folder that it
 * writes to.
 *
 * @throws Error with nginx's own words where it refuses the file.
 */
async function startNginx(folder: DataFolder, addresses: Record<string, string>): Promise<Front> {
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Holds: it listens on TCP.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** All three names at `first`, with gateway-b at another address. */
function addresses(first: string, second: string = first): Record<string, string> {
  return {
    'gateway-a:4100': new URL(first).host,
    'gateway-b:4100': new URL(second).host,
    'control:4100': new URL(first).host,
  };
}

function start(folder: DataFolder, endpoint: string): Program {
  return startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: folder.path,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    JACKFIELD_ALLOW_ENDPOINTS: endpoint,
  });
}

// Where nginx is not installed (Debian: apt-get install nginx-light) nothing can be said about its file.
describe.skipIf(nginx === undefined)('nginx as deploy/nginx.conf has it', () => {
  test('hands on each event when it comes, a whole history before it, and the page', async () => {
    await using folder = await dataFolder();
    await using own = await dataFolder();
    await using upstream = await startHandUpstream();
    await using program = start(folder, upstream.endpoint);
    await using front = await startNginx(own, addresses(await program.ready));
    const key = await agentKey(front.url, upstream.url);
    const turn = post(front.url, key, 'A long history. '.repeat(100_000));
    const answer = await upstream.turn;
    answer.write(event({ role: 'assistant', content: 'Half' }));
    const response = await turn;
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    while (!heard.includes('Half')) heard += (await reader?.read())?.value ?? '';
    expect(heard).not.toContain('whole');
    answer.end(`${event({ content: ' and whole' })}${event({}, 'stop')}data: [DONE]\n\n`);
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      heard += part.value;
    }
    expect(heard).toMatch(/Half.* and whole.*\[DONE\]/s);
    const tooLarge = await post(front.url, key, 'x'.repeat(2_200_000));
    expect([tooLarge.status, await tooLarge.json()]).toEqual([
      413,
      { error: expect.objectContaining({ message: expect.stringContaining('2 MB') }) },
    ]);
    expect(await (await fetch(`${front.url}/agents`)).text()).toMatch(
      /<div id="root"|not been built/,
    );
    const log = await readFile(join(own.path, 'access.log'), 'utf8');
    expect(log).toMatch(/POST \/v1\/chat\/completions 200 .* req_/);
  });

  test('goes to the other gateway when one takes no connection, so that no turn fails', async () => {
    await using folder = await dataFolder();
    await using own = await dataFolder();
    await using upstream = await startHandUpstream();
    await using program = start(folder, upstream.endpoint);
    const url = await program.ready;
    const gone = `http://127.0.0.1:${await freePort()}`;
    await using front = await startNginx(own, {
      ...addresses(gone, url),
      'control:4100': new URL(url).host,
    });
    for (let turn = 0; turn < 8; turn += 1) {
      const response = await post(front.url, 'jf_agent_nobody');
      expect([turn, response.status]).toEqual([turn, 401]);
      await response.text();
    }
    expect(await readFile(join(own.path, 'error.log'), 'utf8')).toContain('Connection refused');
  });

  test('never sends a turn twice: one whose gateway dies is told so', async () => {
    await using folder = await dataFolder();
    await using otherFolder = await dataFolder();
    await using own = await dataFolder();
    await using upstream = await startHandUpstream();
    await using program = start(folder, upstream.endpoint);
    await using other = start(otherFolder, upstream.endpoint);
    const first = await program.ready;
    await using front = await startNginx(own, addresses(first, await other.ready));
    const key = await agentKey(first, upstream.url);
    const turn = (async () => {
      // The other gateway doesn't know the key; it is asked in turn with the first.
      for (let round = 0; round < 4; round += 1) {
        const response = await post(front.url, key);
        if (response.status !== 401) return response.status;
        await response.text();
      }
      return null;
    })();
    await upstream.turn;
    program.kill('SIGKILL');
    expect(await turn).toBe(502);
  });
});
