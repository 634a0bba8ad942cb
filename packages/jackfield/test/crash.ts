import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { seededRandom } from '@jackfield/fake-upstream';
import { saveUntil, type SavedRevision } from './crash-saves.ts';
import { missingFrom } from './crash-verdict.ts';
import { adminToken, startProgram } from './start-program.ts';

/**
 * `npm run test:crash`: kills the real program in the middle of saves, again and again on the same data,
 * and checks after each restart that every save it had acknowledged is there, whole, and audited.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
if (!(kills >= 1) || !Number.isInteger(kills) || !Number.isInteger(seed)) {
  process.stderr.write('Use: npm run test:crash -- [--kills 200] [--seed 1]\n');
  process.exit(2);
}

const random = seededRandom(seed);
const dataDir = await mkdtemp(join(tmpdir(), 'jackfield-crash-'));
const startedAt = Date.now();
const acknowledged: SavedRevision[] = [];
let lost = 0;
let lastLife: readonly SavedRevision[] = [];
let attempt = 0;
say(`${kills} kills, seed ${seed}, data in ${dataDir}`);

for (let kill = 1; kill <= kills; kill += 1) {
  const program = start();
  const url = await program.ready;
  // What the life before acknowledged is asked for before anything new is saved.
  lost += await verdict(url, lastLife);
  const killAfterMs = 5 + random() * 400;
  const ended = new AbortController();
  const saves = saveUntil(url, kill, ended.signal, () => (attempt += 1));
  setTimeout(() => {
    program.kill('SIGKILL');
    ended.abort();
  }, killAfterMs);
  lastLife = await saves;
  acknowledged.push(...lastLife);
  await program.ended;
  if (kill % 10 === 0 || kill === kills) {
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    say(`${kill} kills, ${acknowledged.length} acknowledged saves, ${lost} lost (${seconds} s)`);
  }
}

const program = start();
lost = await verdict(await program.ready, acknowledged);
program.kill('SIGTERM');
await program.ended;
const broken = integrity();
if (broken !== 'ok') say(`The database is damaged: ${broken}`);
say(`${kills} kills, ${acknowledged.length} acknowledged saves, ${lost} lost`);
if (lost === 0 && broken === 'ok' && acknowledged.length > 0) {
  await rm(dataDir, { recursive: true, force: true });
} else {
  say(`The data is kept in ${dataDir}; to see the same kills again: --seed ${seed}`);
  process.exitCode = 1;
}

function start(): ReturnType<typeof startProgram> {
  return startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: dataDir,
    JACKFIELD_ADMIN_TOKEN: adminToken,
  });
}

async function verdict(url: string, saves: readonly SavedRevision[]): Promise<number> {
  const missing = await missingFrom(url, saves);
  for (const what of missing) say(`LOST: ${what}`);
  return missing.length;
}

function integrity(): string {
  const database = new DatabaseSync(join(dataDir, 'jackfield.db'), { readOnly: true });
  const row = database.prepare('pragma integrity_check').get();
  database.close();
  return String(row?.['integrity_check']);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
