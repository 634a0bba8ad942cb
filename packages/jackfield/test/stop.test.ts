import { execFile as execFileWithCallback } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { agentKey, event, post } from './hand-turns.ts';
import { startHandUpstream, type HandUpstream } from './hand-upstream.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';

const execFile = promisify(execFileWithCallback);

function start(
  folder: DataFolder,
  upstream: HandUpstream,
  more: Readonly<Record<string, string>> = {},
): Program {
  return startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: folder.path,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    JACKFIELD_ALLOW_ENDPOINTS: upstream.endpoint,
    ...more,
  });
}

const readyStatus = async (url: string): Promise<number> => (await fetch(`${url}/readyz`)).status;

async function refusesConnections(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    () => false,
    () => true,
  );
}

test('lets a turn under way end before it exits 0, and takes no new one', async () => {
  await using folder = await dataFolder();
  await using upstream = await startHandUpstream();
  await using program = start(folder, upstream);
  const url = await program.ready;
  const turn = post(url, await agentKey(url, upstream.url));
  const answer = await upstream.turn;
  answer.write(event({ role: 'assistant', content: 'Half' }));
  const response = await turn;
  program.kill('SIGTERM');
  await expect.poll(() => refusesConnections(url)).toBe(true);
  answer.write(event({ content: ' and whole' }));
  answer.end(`${event({}, 'stop')}data: [DONE]\n\n`);
  const text = await response.text();
  expect(text).toMatch(/Half.* and whole.*data: \[DONE\]\s+$/s);
  expect(await program.ended).toMatchObject({ code: 0, signal: null });
});

test('exits at once on a second signal', async () => {
  await using folder = await dataFolder();
  await using upstream = await startHandUpstream();
  await using program = start(folder, upstream);
  const url = await program.ready;
  const turn = post(url, await agentKey(url, upstream.url));
  (await upstream.turn).write(event({ role: 'assistant', content: 'Half' }));
  const response = await turn;
  program.kill('SIGTERM');
  await expect.poll(() => refusesConnections(url)).toBe(true);
  program.kill('SIGINT');
  expect(await program.ended).toMatchObject({ code: 130 });
  await expect(response.text()).rejects.toThrow('terminated');
});

test('on SIGTERM is not ready at once, and still answers those who come, on connections that close', async () => {
  await using folder = await dataFolder();
  await using upstream = await startHandUpstream();
  await using program = start(folder, upstream, { JACKFIELD_DRAIN_MS: '600000' });
  const url = await program.ready;
  const key = await agentKey(url, upstream.url);
  program.kill('SIGTERM');
  await expect.poll(() => readyStatus(url)).toBe(503);
  const turn = post(url, key);
  (await upstream.turn).end(
    `${event({ role: 'assistant', content: 'Whole' })}${event({}, 'stop')}data: [DONE]\n\n`,
  );
  const response = await turn;
  expect(response.headers.get('connection')).toBe('close');
  expect(await response.text()).toMatch(/Whole.*\[DONE\]/s);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  program.kill('SIGTERM');
  expect(await program.ended).toMatchObject({ code: 143 });
});

test('lets who asks whether it is ready find out that it is not, without being told how long that takes', async () => {
  await using folder = await dataFolder();
  await using upstream = await startHandUpstream();
  await using program = start(folder, upstream);
  const url = await program.ready;
  expect(await readyStatus(url)).toBe(200);
  program.kill('SIGTERM');
  await expect.poll(() => readyStatus(url)).toBe(503);
});

test('keeps nobody waiting who presses Ctrl-C', async () => {
  await using folder = await dataFolder();
  await using upstream = await startHandUpstream();
  await using program = start(folder, upstream, { JACKFIELD_DRAIN_MS: '600000' });
  const url = await program.ready;
  await readyStatus(url);
  program.kill('SIGINT');
  expect(await program.ended).toMatchObject({ code: 0 });
});

test('ends only when all is closed, although nothing that it waits for holds the process', async () => {
  const shutdown = new URL('../src/shutdown.ts', import.meta.url).href;
  const code = `
    const { stopOnSignals } = await import(${JSON.stringify(shutdown)});
    const say = (fields, text) => console.log(text);
    const waits = () => new Promise((resolve) => setTimeout(() => resolve(0), 200).unref());
    stopOnSignals(waits, { info: say, warn: say, error: say });
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => {}, 50);
  `;
  const { stdout } = await execFile(process.execPath, ['--input-type=module', '--eval', code]);
  expect(stdout).toMatch(/^Stopping: .*\nStopped\n$/);
});
