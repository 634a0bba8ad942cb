import { resolve } from 'node:path';
import { BackupProblem, restoreBackup, type Restored } from '@jackfield/control-plane';
import { readStorage } from '../configuration.ts';
import { findMasterKeys, putKeyFile, readNamedKey } from '../master-key.ts';
import { openDataDir } from '../open-data-dir.ts';
import { readOptions } from '../read-options.ts';
import { readCredential } from '../rest/ask.ts';
import { printJson, say } from '../rest/print.ts';
import { runOnFiles } from '../run-on-files.ts';

const flags = {
  'master-key-file': { type: 'string' },
  'passphrase-env': { type: 'string' },
  json: { type: 'boolean' },
} as const;

function intoPostgres(): BackupProblem {
  return new BackupProblem(
    'A backup is restored into a data folder, but JACKFIELD_DATABASE_URL names PostgreSQL: unset it, restore, and run jackfield migrate-store --from <data folder> --to <that URL>. A dump by pg_dump is put back by pg_restore.',
  );
}

/** `jackfield restore <file>`: into a data folder that is empty, with no server on it. */
export async function restore(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(args, flags, 1);
  const file = resolve(positionals[0] ?? '');
  return runOnFiles(async () => {
    const { dataDir, postgres, masterKey, providerEnvironment } = readStorage(
      process.env,
      process.cwd(),
    );
    if (postgres !== null) throw intoPostgres();
    openDataDir(dataDir);
    const keyFile = values['master-key-file'];
    const named = keyFile === undefined ? null : await readNamedKey(resolve(keyFile));
    const given = masterKey.kind === 'made' ? [] : await findMasterKeys(masterKey, dataDir);
    const masterKeys = [...given, ...(named === null ? [] : [named])];
    const restored = await restoreBackup({
      file,
      dataDir,
      masterKeys: masterKeys.map((found) => found.masterKey),
      passphrase: () => readCredential(values['passphrase-env'], 'Passphrase of the backup'),
      keepMasterKey: (key) => void putKeyFile(dataDir, key),
      providerEnvironment,
    });
    // Where none is given to starts, they look for it in the data folder.
    if (masterKey.kind === 'made' && named !== null && !restored.masterKeyRestored) {
      putKeyFile(dataDir, named.key);
    }
    if (values.json === true) printJson({ dataDir, ...restored });
    else sayRestored(dataDir, restored);
    return 0;
  });
}

function sayRestored(dataDir: string, restored: Restored): void {
  const { manifest, credentials, audit } = restored;
  say(`Restored to ${dataDir} what was saved by ${manifest.madeAt}. Start it: jackfield serve`);
  say(`Credential values that open: ${credentials.opened}.`);
  if (credentials.unreadable > 0) {
    say(
      `Credential values that don't: ${credentials.unreadable}. They belong to a base URL that is not set here, or have to be given again.`,
    );
  }
  say(
    audit.broken === null
      ? `The audit chain is whole: ${audit.events} event(s).`
      : `The audit chain is broken at event ${audit.broken.seq}: ${audit.broken.reason}`,
  );
  say('Everybody signs in again. Keys deleted after that time are back: delete them again.');
}
