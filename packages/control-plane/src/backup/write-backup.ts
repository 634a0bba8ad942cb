import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { link, mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { auditHead } from '../audit/audit-head.ts';
import { wrappingKeyId } from '../secrets/master-key.ts';
import { dataKeyTable } from '../store/data-key-table.ts';
import { openCopy } from '../store/embedded/open-embedded.ts';
import { partNames } from './backup-parts.ts';
import type { BackupManifest } from './backup-parts.ts';
import { BackupProblem } from './backup-problem.ts';
import { sealMasterKey } from './sealed-master-key.ts';
import { syncPath } from './sync-path.ts';
import { partBytesMax, writeEnd, writePart } from './tar.ts';

export interface BackupOptions {
  readonly dataDir: string;
  /** Made for its owner alone; must not be there yet. */
  readonly file: string;
  readonly version: string;
  readonly clock: () => number;
  /** Puts the master key in as well, sealed: called with the ids, one of which it has to be. */
  readonly masterKey: MasterKeyToSeal | null;
}

interface MasterKeyToSeal {
  readonly passphrase: string;
  find(ids: readonly string[]): Promise<Uint8Array | null>;
}

/** All pages in one step: SQLite then copies one moment, and nobody who writes is kept waiting. */
const pagesAtOnce = 2 ** 30;

/**
 * Everything that was saved, as of one moment, in one file, whether or not Jackfield runs. The file is
 * there whole and synced, or not at all. No session is in it: who restores it signs in again.
 *
 * @throws BackupProblem with one line that says why not.
 */
export async function writeBackup(options: BackupOptions): Promise<BackupManifest> {
  const { dataDir, file } = options;
  if (!existsSync(join(dataDir, partNames.database))) {
    throw new BackupProblem(
      `There is no ${partNames.database} in ${dataDir}: set JACKFIELD_DATA_DIR to the data folder.`,
    );
  }
  if (existsSync(file)) throw isThere(file);
  if (!existsSync(dirname(file))) throw new BackupProblem(`There is no folder ${dirname(file)}.`);
  const work = await mkdtemp(join(dirname(file), `.${basename(file)}-`));
  try {
    const copy = join(work, partNames.database);
    await copyDatabase(join(dataDir, partNames.database), copy);
    const manifest = await describe(copy, options);
    const draft = join(work, 'backup');
    await pack(draft, copy, manifest, options);
    await publish(draft, file);
    return manifest;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function copyDatabase(from: string, to: string): Promise<void> {
  using source = new DatabaseSync(from, { readOnly: true, timeout: 5_000 });
  await backup(source, to, { rate: pagesAtOnce });
}

async function describe(copy: string, options: BackupOptions): Promise<BackupManifest> {
  const { db, schema } = await openCopy(copy);
  try {
    await db.deleteFrom('sessions').execute();
    const rows = await dataKeyTable.all(db);
    return {
      format: 'jackfield-backup',
      formatVersion: 1,
      version: options.version,
      madeAt: new Date(options.clock()).toISOString(),
      schema,
      masterKeys: [...new Set(rows.map(({ wrapped }) => wrappingKeyId(wrapped)))],
      auditHead: await auditHead.get(db),
    };
  } finally {
    // Folds the write-ahead log in: the file alone is all there is.
    await db.destroy();
  }
}

async function pack(
  draft: string,
  copy: string,
  manifest: BackupManifest,
  options: BackupOptions,
): Promise<void> {
  const output = await open(draft, 'wx', 0o600);
  try {
    const sums: string[] = [];
    const add = async (name: string, content: Buffer | string): Promise<void> => {
      sums.push(await addPart(output, name, content, options.clock()));
    };
    await add(partNames.manifest, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
    await add(partNames.database, copy);
    const catalogue = join(options.dataDir, partNames.catalogue);
    if (existsSync(catalogue)) await add(partNames.catalogue, await readFile(catalogue));
    if (options.masterKey !== null) {
      const key = await options.masterKey.find(manifest.masterKeys);
      if (key === null) throw otherKey(manifest);
      const sealed = await sealMasterKey(key, options.masterKey.passphrase);
      await add(partNames.masterKey, Buffer.from(sealed));
    }
    await addPart(output, partNames.sums, Buffer.from(sums.join('')), options.clock());
    await writeEnd(output);
    await output.sync();
  } finally {
    await output.close();
  }
}

/** Adds bytes, or the file of that path, and gives its line for the sums. */
async function addPart(
  output: FileHandle,
  name: string,
  content: Buffer | string,
  now: number,
): Promise<string> {
  const hash = createHash('sha256');
  const bytes = typeof content === 'string' ? (await stat(content)).size : content.length;
  if (bytes > partBytesMax) throw new BackupProblem(`${name} is larger than a backup can hold.`);
  const pieces = typeof content === 'string' ? createReadStream(content) : [content];
  await writePart(output, { name, bytes, content: hashed(pieces, hash) }, now);
  return `${hash.digest('hex')}  ${name}\n`;
}

async function* hashed(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}

/** A link never replaces a file that came to be there meanwhile; some file systems have none. */
async function publish(draft: string, file: string): Promise<void> {
  await link(draft, file).catch(async (cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') throw isThere(file);
    await rename(draft, file);
  });
  await syncPath(dirname(file));
}

function isThere(file: string): BackupProblem {
  return new BackupProblem(`${file} is there already: give the backup a name of its own.`);
}

function otherKey(manifest: BackupManifest): BackupProblem {
  return new BackupProblem(
    `The master key that is set here is not the one this data is sealed with (${manifest.masterKeys.join(', ')}). Set that one, or leave out --with-key.`,
  );
}
