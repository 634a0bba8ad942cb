import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyAuditChain } from '../audit/verify-audit-chain.ts';
import type { AuditVerdict } from '../audit/verify-audit-chain.ts';
import { walkCredentials } from '../domain/keys/walk-credentials.ts';
import type { CredentialCount } from '../domain/keys/walk-credentials.ts';
import type { ControlPlaneOptions } from '../options.ts';
import { Keyring } from '../secrets/keyring.ts';
import { localMasterKey } from '../secrets/master-key.ts';
import type { MasterKey } from '../secrets/master-key.ts';
import { lockDataFolder } from '../store/embedded/lock-data-folder.ts';
import { openCopy } from '../store/embedded/open-embedded.ts';
import type { Database } from '../store/tables.ts';
import { partNames } from './backup-parts.ts';
import type { BackupManifest } from './backup-parts.ts';
import { BackupProblem } from './backup-problem.ts';
import { unpackBackup } from './read-backup.ts';
import { openMasterKey } from './sealed-master-key.ts';
import { syncPath } from './sync-path.ts';

export interface RestoreOptions {
  readonly file: string;
  /** There already, and empty. */
  readonly dataDir: string;
  /** The master keys that there are to try. */
  readonly masterKeys: readonly MasterKey[];
  /** Asked for where none of them fits and the backup holds one; `null` gives up. */
  readonly passphrase: (() => Promise<string>) | null;
  /** Puts the backup's own master key where the next start finds it. */
  readonly keepMasterKey: (key: Uint8Array) => void;
  readonly providerEnvironment: ControlPlaneOptions['providerEnvironment'];
}

export interface Restored {
  readonly manifest: BackupManifest;
  readonly credentials: CredentialCount;
  readonly audit: AuditVerdict;
  /** Whether the master key came out of the backup. */
  readonly masterKeyRestored: boolean;
}

/** What may lie in a folder that is empty all the same: a mount's, a lock's, and what was cut off. */
const ignored = /^(?:lost\+found|lock\.db(?:-journal)?|restoring-\w+)$/;

/**
 * Puts back what a backup holds, once all of it is proven: every byte, every page of the database, that
 * the master key opens it. Until then nothing is in the folder; afterwards everything is, synced.
 *
 * @throws BackupProblem or StartProblem with one line that says why not.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { dataDir, file } = options;
  if ((await readdir(dataDir)).some((name) => !ignored.test(name))) {
    throw new BackupProblem(
      `The data folder ${dataDir} is not empty, and nothing is restored over what is there: move it away, or set JACKFIELD_DATA_DIR to an empty folder.`,
    );
  }
  const unlock = lockDataFolder(dataDir);
  try {
    for (const name of await readdir(dataDir)) {
      if (name.startsWith('restoring-')) await rm(join(dataDir, name), { recursive: true });
    }
    const work = await mkdtemp(join(dataDir, 'restoring-'));
    try {
      const manifest = await unpackBackup(file, work);
      const restored = await prove(work, manifest, options);
      await putInPlace(work, dataDir);
      return restored;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  } finally {
    unlock();
  }
}

/** Opens what a backup holds, and walks its audit chain; writes nothing but into `work`. */
export async function verifyBackup(file: string, work: string): Promise<AuditVerdict> {
  await unpackBackup(file, work);
  const { db } = await openCopy(join(work, partNames.database));
  try {
    return await verifyAuditChain(db);
  } finally {
    await db.destroy();
  }
}

async function prove(
  work: string,
  manifest: BackupManifest,
  options: RestoreOptions,
): Promise<Restored> {
  const { db } = await openCopy(join(work, partNames.database));
  try {
    const own = await ownMasterKey(work, manifest, options);
    const accepted = own === null ? options.masterKeys : [localMasterKey(own)];
    const keyring = await openKeyring(db, accepted, manifest);
    const environment = options.providerEnvironment;
    const credentials = await walkCredentials(db, keyring, environment, () => null);
    const audit = await verifyAuditChain(db);
    // Before the database: a start that finds a database wants its key.
    if (own !== null) options.keepMasterKey(own);
    return { manifest, credentials, audit, masterKeyRestored: own !== null };
  } finally {
    await db.destroy();
  }
}

async function openKeyring(
  db: Database,
  accepted: readonly MasterKey[],
  manifest: BackupManifest,
): Promise<Keyring> {
  const [current] = accepted;
  if (
    current === undefined ||
    !manifest.masterKeys.every((id) => accepted.some((key) => key.id === id))
  ) {
    throw needsKey(manifest, accepted);
  }
  return Keyring.open(
    { db, lockChanges: async () => {} },
    {
      current,
      accepted,
      unfinished: false,
      next: async () => current,
      promote: async () => null,
    },
    () => 0,
  );
}

/** The backup's own key, where none that was given fits. */
async function ownMasterKey(
  work: string,
  manifest: BackupManifest,
  { masterKeys, passphrase }: RestoreOptions,
): Promise<Uint8Array | null> {
  const given = new Set(masterKeys.map(({ id }) => id));
  if (manifest.masterKeys.every((id) => given.has(id))) return null;
  const file = join(work, partNames.masterKey);
  if (!existsSync(file) || passphrase === null) return null;
  const key = await openMasterKey(await readFile(file, 'utf8'), await passphrase());
  if (key !== null) return key;
  throw new BackupProblem('This passphrase does not open the master key in the backup.');
}

function needsKey(manifest: BackupManifest, given: readonly MasterKey[]): BackupProblem {
  const wanted = manifest.masterKeys.join(', ');
  const found = given.map(({ id }) => id).join(', ');
  return new BackupProblem(
    `This backup is sealed with the master key ${wanted}${found === '' ? ', and none was given' : `, not with ${found}`}. Set JACKFIELD_MASTER_KEY to that one, or name its file with --master-key-file.`,
  );
}

/** The database comes last: with it in place, everything is. */
async function putInPlace(work: string, dataDir: string): Promise<void> {
  const catalogue = join(work, partNames.catalogue);
  if (existsSync(catalogue)) await rename(catalogue, join(dataDir, partNames.catalogue));
  await syncPath(join(work, partNames.database));
  await rename(join(work, partNames.database), join(dataDir, partNames.database));
  await syncPath(dataDir);
}
