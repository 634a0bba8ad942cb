import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { makeConnection } from '../../test/make-connection.ts';
import { masterKey, startControlPlane } from '../../test/start-control-plane.ts';
import { localMasterKey } from '../secrets/master-key.ts';
import { partNames } from './backup-parts.ts';
import type { BackupManifest } from './backup-parts.ts';
import { unpackBackup } from './read-backup.ts';
import { restoreBackup } from './restore-backup.ts';
import { writeEnd, writePart } from './tar.ts';
import { writeBackup } from './write-backup.ts';

interface Crafted extends AsyncDisposable {
  readonly folder: string;
  /** The parts of a good backup, to be changed. */
  readonly parts: Map<string, Buffer>;
  /** Writes these parts with sums that are right, and restores them. */
  restore(parts: Iterable<[name: string, content: Buffer]>): Promise<void>;
}

/** A good backup taken apart, so that one that is wrong in one way can be put together. */
async function craft(): Promise<Crafted> {
  const plane = await startControlPlane();
  await makeConnection(plane);
  const folder = dirname(plane.dataDir);
  const file = join(folder, 'good.tar');
  const options = { version: '1', clock: Date.now, masterKey: null };
  await writeBackup({ dataDir: plane.dataDir, file, ...options });
  await mkdir(join(folder, 'parts'));
  await unpackBackup(file, join(folder, 'parts'));
  const parts = new Map<string, Buffer>();
  for (const name of [partNames.manifest, partNames.database]) {
    parts.set(name, await readFile(join(folder, 'parts', name)));
  }
  await mkdir(join(folder, 'empty'));
  return {
    folder,
    parts,
    async restore(changed) {
      const crafted = join(folder, 'crafted.tar');
      await writeTar(crafted, [...changed]);
      await restoreBackup({
        file: crafted,
        dataDir: join(folder, 'empty'),
        masterKeys: [localMasterKey(masterKey)],
        passphrase: null,
        keepMasterKey: () => {},
        providerEnvironment: {},
      });
    },
    [Symbol.asyncDispose]: () => plane.close(),
  };
}

async function writeTar(file: string, parts: readonly [string, Buffer][]): Promise<void> {
  const output = await open(file, 'w');
  const sums = parts
    .map(([name, content]) => `${createHash('sha256').update(content).digest('hex')}  ${name}\n`)
    .join('');
  for (const [name, content] of [...parts, [partNames.sums, Buffer.from(sums)] as const]) {
    await writePart(output, { name, bytes: content.length, content: [content] }, 0);
  }
  await writeEnd(output);
  await output.close();
}

async function expectRefused(crafted: Crafted, work: Promise<void>, words: RegExp): Promise<void> {
  await expect(work).rejects.toThrow(words);
  const left = await readdir(join(crafted.folder, 'empty'));
  expect(left.filter((name) => name !== 'lock.db')).toEqual([]);
}

it('restores what it took apart', async () => {
  await using crafted = await craft();
  await crafted.restore(crafted.parts);
  expect(await readdir(join(crafted.folder, 'empty'))).toContain('jackfield.db');
});

it.each(['../evil', '/tmp/evil', 'data/x', 'master.key', '.', ''])(
  'refuses a file of any other name, and writes it nowhere: %j',
  async (name) => {
    await using crafted = await craft();
    const parts: [string, Buffer][] = [...crafted.parts, [name, Buffer.from('evil')]];
    await expectRefused(crafted, crafted.restore(parts), /damaged: it holds a file/);
    expect(await readdir(crafted.folder)).not.toContain('evil');
  },
);

it('refuses the same file twice, and one that is missing', async () => {
  await using crafted = await craft();
  const [first, second] = [...crafted.parts];
  if (first === undefined || second === undefined) throw new Error('Two parts are expected.');
  await expectRefused(crafted, crafted.restore([first, first, second]), /damaged/);
  await expectRefused(crafted, crafted.restore([first]), /jackfield\.db is missing/);
});

it('refuses a database of a newer schema, whatever the manifest says', async () => {
  await using crafted = await craft();
  const copy = join(crafted.folder, 'newer.db');
  await writeFile(copy, crafted.parts.get(partNames.database) ?? '');
  {
    using database = new DatabaseSync(copy);
    database.exec("insert into migrations values (999, 'from the future', 0)");
  }
  crafted.parts.set(partNames.database, await readFile(copy));
  await expectRefused(crafted, crafted.restore(crafted.parts), /newer Jackfield \(schema 999/);
});

it.each([
  ['what is no JSON', 'manifest'],
  ['another form', '{"format":"another"}'],
  ['a form of the future', '{"format":"jackfield-backup","formatVersion":2}'],
])('refuses a manifest that is %s', async (_what, text) => {
  await using crafted = await craft();
  crafted.parts.set(partNames.manifest, Buffer.from(text));
  await expectRefused(crafted, crafted.restore(crafted.parts), /does not know/);
});

it('refuses a database whose pages are damaged, though its sum is right', async () => {
  await using crafted = await craft();
  const database = Buffer.from(crafted.parts.get(partNames.database) ?? '');
  database.fill(0x5a, Math.floor(database.length / 3), Math.floor(database.length / 3) + 9_000);
  crafted.parts.set(partNames.database, database);
  await expectRefused(crafted, crafted.restore(crafted.parts), /damaged|can't be opened/);
});

it('refuses a database whose keys are not those that the manifest names', async () => {
  await using crafted = await craft();
  const manifest = JSON.parse(String(crafted.parts.get(partNames.manifest))) as BackupManifest;
  const other = { ...manifest, masterKeys: ['0123456789ab'] };
  crafted.parts.set(partNames.manifest, Buffer.from(JSON.stringify(other)));
  await expectRefused(crafted, crafted.restore(crafted.parts), /master key 0123456789ab/);
});
