import { expect, test } from 'vitest';
import { dataFolder } from './data-folder.ts';
import { faultsOf, prepareSaves, saveSome, saveUntilRefused } from './save-until-refused.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';

function serve(dataDir: string, limits: string | null): Program {
  const environment = {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: dataDir,
    JACKFIELD_ADMIN_TOKEN: adminToken,
  };
  return startProgram(['serve'], environment, limits);
}

/** No file may grow beyond 2 MB (in blocks of 512 bytes), of which making the schema takes one: a write past it fails as on a full disk. */
const filesOfTwoMegabytes = 'trap "" XFSZ; ulimit -f 4096';

test.skipIf(process.platform === 'win32')(
  'a disk that is full refuses the save with 503, and what was acknowledged is there',
  async () => {
    await using folder = await dataFolder();
    await using full = serve(folder.path, filesOfTwoMegabytes);
    const url = await full.ready;
    const { saves, model } = await prepareSaves(url);
    await saveUntilRefused(url, saves, model, 5);
    expect(saves.acknowledged.size).toBeGreaterThan(10);
    expect(saves.refused).toEqual(Array.from({ length: 5 }, () => [503, 'store_failing']));
    // It lives, reads, and shows no save that it refused.
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await faultsOf(url, saves)).toEqual([]);
    full.kill('SIGKILL');
    await full.ended;
    await using roomy = serve(folder.path, null);
    const next = await roomy.ready;
    expect(await faultsOf(next, saves)).toEqual([]);
    const { agentId } = saves;
    const more = { agentId, acknowledged: new Map(saves.acknowledged), refused: [] };
    await saveSome(next, more, model, 3);
    expect(more.acknowledged.size).toBe(saves.acknowledged.size + 3);
  },
  60_000,
);
