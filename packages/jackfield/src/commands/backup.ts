import { resolve } from 'node:path';
import { BackupProblem, passphraseCharactersMin, writeBackup } from '@jackfield/control-plane';
import { readStorage } from '../configuration.ts';
import { findMasterKeys } from '../master-key.ts';
import { readOptions } from '../read-options.ts';
import { readCredential } from '../rest/ask.ts';
import { printJson, say } from '../rest/print.ts';
import { runOnFiles } from '../run-on-files.ts';
import { version } from '../version.ts';

const flags = {
  'with-key': { type: 'boolean' },
  'passphrase-env': { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** PostgreSQL's own tools copy a running server, as of one moment, with no file of ours between. */
function inPostgres(): BackupProblem {
  return new BackupProblem(
    'The data is in PostgreSQL: back it up with pg_dump --format=custom --file=jackfield.dump --dbname="$JACKFIELD_DATABASE_URL", and keep the master key and catalog.yaml elsewhere.',
  );
}

/** `jackfield backup <file>`: while the server runs, or when it doesn't. */
export async function backup(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(args, flags, 1);
  const file = resolve(positionals[0] ?? '');
  return runOnFiles(async () => {
    const { dataDir, postgres, masterKey } = readStorage(process.env, process.cwd());
    if (postgres !== null) throw inPostgres();
    const withKey = values['with-key'] === true;
    const passphrase = withKey ? await newPassphrase(values['passphrase-env']) : null;
    const find = async (ids: readonly string[]): Promise<Uint8Array | null> => {
      const found = await findMasterKeys(masterKey, dataDir);
      return found.find((one) => ids.includes(one.masterKey.id))?.key ?? null;
    };
    const manifest = await writeBackup({
      dataDir,
      file,
      version,
      clock: Date.now,
      masterKey: passphrase === null ? null : { passphrase, find },
    });
    if (values.json === true) printJson({ file, ...manifest });
    else {
      say(`Backed up to ${file}, as of ${manifest.madeAt}.`);
      say(
        withKey
          ? 'The master key is in it, sealed by your passphrase: whoever loses that loses the credentials.'
          : `To restore it you need the master key ${manifest.masterKeys.join(', ')}, which is not in it.`,
      );
    }
    return 0;
  });
}

async function newPassphrase(variable: string | undefined): Promise<string> {
  const passphrase = await readCredential(variable, 'Passphrase');
  if (passphrase.length < passphraseCharactersMin) {
    throw new BackupProblem(
      `The passphrase must have ${passphraseCharactersMin} characters or more: whoever has the file can guess at it without end.`,
    );
  }
  const isTyped = variable === undefined && process.stdin.isTTY;
  if (isTyped && (await readCredential(undefined, 'Passphrase again')) !== passphrase) {
    throw new BackupProblem('The two passphrases differ.');
  }
  return passphrase;
}
