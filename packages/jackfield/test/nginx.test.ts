import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { agentKey, event, post } from './hand-turns.ts';
import { startHandUpstream } from './hand-upstream.ts';
import { freePort, nginx, startNginx } from './start-nginx.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';

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

// Where nginx is not installed nothing can be said about its file.
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
