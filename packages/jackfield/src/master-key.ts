import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { localMasterKey, type MasterKey, type MasterKeys } from '@jackfield/control-plane';
import { ConfigurationProblem } from './configuration-problem.ts';
import type { GivenKeySource, MasterKeySource } from './configuration.ts';
import { runKeyCommand } from './run-key-command.ts';

const keyBytes = 32;

/** Who else may do what with our own key file: nothing. */
const othersNothing = 0o077;
/** A file that somebody gives may be read by others: secrets mounted into a container are (0444). */
const othersRead = 0o022;
const databaseFile = 'jackfield.db';

export interface ProgramMasterKeys extends MasterKeys {
  /** The file that was made just now, for the line that says to back it up. */
  readonly madeFile: string | null;
}

/** What an operator gave, and what a rotation under way has it replace. */
interface GivenKeys {
  readonly masterKey: MasterKeySource;
  readonly previousMasterKey: GivenKeySource | null;
}

/**
 * The keys that seal every credential: given, or made at the first start and kept in `master.key`
 * (mode 0600) in the data folder, on disk before anything is sealed with it.
 *
 * @throws ConfigurationProblem for a key that is malformed, guessable, open to others, or gone
 * while there is data that only it opens.
 */
export async function openMasterKeys(
  given: GivenKeys,
  dataDir: string,
): Promise<ProgramMasterKeys> {
  const { masterKey, previousMasterKey } = given;
  const previous =
    previousMasterKey === null
      ? []
      : [await readGiven(previousMasterKey, 'JACKFIELD_MASTER_KEY_PREVIOUS')];
  return masterKey.kind === 'made'
    ? madeKeys(dataDir, previous)
    : givenKeys(masterKey, [await readGiven(masterKey, 'JACKFIELD_MASTER_KEY'), ...previous]);
}

/** The master key as it would be used now, and the file it is in; makes none. */
export async function findMasterKeys(
  source: MasterKeySource,
  dataDir: string,
): Promise<readonly FoundMasterKey[]> {
  if (source.kind !== 'made') return [found(await readGiven(source, 'JACKFIELD_MASTER_KEY'))];
  return [nextFile(dataDir), keyFile(dataDir)]
    .filter((file) => existsSync(file))
    .map((file) => found(readKeyFile(file, othersNothing)));
}

/** The key in a file that somebody names. */
export async function readNamedKey(file: string): Promise<FoundMasterKey> {
  return found(await readGiven({ kind: 'file', file }, '--master-key'));
}

export interface FoundMasterKey {
  readonly key: Uint8Array;
  readonly masterKey: MasterKey;
}

function found(key: Uint8Array): FoundMasterKey {
  return { key, masterKey: localMasterKey(key) };
}

async function readGiven(source: GivenKeySource, name: string): Promise<Uint8Array> {
  if (source.kind === 'value') return parse(source.value.reveal(), name);
  if (source.kind === 'command') {
    const variable = `${name}_COMMAND`;
    return parse(await runKeyCommand(source.command, variable), `What ${variable} prints`);
  }
  if (existsSync(source.file)) return readKeyFile(source.file, othersRead);
  throw new ConfigurationProblem(
    `${name.startsWith('--') ? `${name}-file` : `${name}_FILE`} names ${source.file}, which does not exist.`,
  );
}

/** Whoever gives the keys makes them; a file or a program may give another one by the time of the rotation. */
function givenKeys(source: GivenKeySource, keys: readonly Uint8Array[]): ProgramMasterKeys {
  let accepted = keys.map(localMasterKey);
  const current = (): MasterKey => {
    const [first] = accepted;
    if (first === undefined) throw new Error('No master key was given.');
    return first;
  };
  return {
    get current() {
      return current();
    },
    get accepted() {
      return accepted;
    },
    unfinished: false,
    madeFile: null,
    async next() {
      const now = localMasterKey(await readGiven(source, 'JACKFIELD_MASTER_KEY'));
      if (now.id !== current().id) accepted = [now, ...accepted];
      return current();
    },
    promote: async () => null,
  };
}

function keyFile(dataDir: string): string {
  return join(dataDir, 'master.key');
}

/** There from the moment a rotation has made its key until every data key is wrapped by it. */
function nextFile(dataDir: string): string {
  return `${keyFile(dataDir)}.next`;
}

/**
 * Our own key. A rotation makes the next one beside it, wraps the data keys, and then renames: at
 * every moment the folder holds each key that the database may need.
 */
function madeKeys(dataDir: string, previous: readonly Uint8Array[]): ProgramMasterKeys {
  const [file, next] = [keyFile(dataDir), nextFile(dataDir)];
  const isNew = !existsSync(file);
  if (isNew && existsSync(join(dataDir, databaseFile)) && previous.length === 0) {
    throw new ConfigurationProblem(
      `${file} is gone, and the credentials in ${databaseFile} can't be opened without it: put the file back from your backup, or set JACKFIELD_MASTER_KEY.`,
    );
  }
  const isOurs = isNew && makeKeyFile(dataDir, file);
  const unfinished = existsSync(next);
  let accepted = [...(unfinished ? [next] : []), file]
    .map((each) => readKeyFile(each, othersNothing))
    .concat(previous)
    .map(localMasterKey);
  const current = (): MasterKey => {
    const [first] = accepted;
    if (first === undefined) throw new Error('No master key was made.');
    return first;
  };
  return {
    get current() {
      return current();
    },
    get accepted() {
      return accepted;
    },
    unfinished,
    madeFile: isOurs ? file : null,
    async next() {
      // One that an interrupted rotation left may already wrap data keys.
      if (!existsSync(next)) makeKeyFile(dataDir, next);
      const key = localMasterKey(readKeyFile(next, othersNothing));
      if (key.id !== current().id) accepted = [key, ...accepted];
      return key;
    },
    async promote() {
      keepOld(dataDir, file);
      renameSync(next, file);
      syncFolder(dataDir);
      return file;
    },
  };
}

/** Backups made so far need the old key, so it stays until somebody deletes it. */
function keepOld(dataDir: string, file: string): void {
  const { id } = localMasterKey(readKeyFile(file, othersNothing));
  writeKeyFile(dataDir, `${file}.old-${id}`, readFileSync(file, 'utf8'));
  // Half-written keys of processes that were killed.
  for (const name of readdirSync(dataDir)) {
    if (/^master\.key\..*\.new$/.test(name)) rmSync(join(dataDir, name), { force: true });
  }
}

function parse(text: string, place: string): Uint8Array {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed)
    ? Buffer.from(trimmed, 'hex')
    : /^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)
      ? Buffer.from(trimmed, 'base64')
      : null;
  if (key?.length !== keyBytes) {
    const found = trimmed === '' ? 'it is empty' : `it has ${trimmed.length} characters`;
    throw new ConfigurationProblem(
      `${place} must hold 32 random bytes, as 64 hex digits or in base64 (${found}); make one with: openssl rand -base64 32`,
    );
  }
  if (isGuessable(key)) {
    throw new ConfigurationProblem(
      `${place} holds a pattern or text instead of random bytes, so it can be guessed; make one with: openssl rand -base64 32`,
    );
  }
  return key;
}

/**
 * Repeated and counted bytes, and text put into base64: each less likely from a random source than
 * one in 10^13, and what examples, placeholders and hasty hands consist of.
 */
function isGuessable(key: Buffer): boolean {
  const steps = new Set(key.map((byte, index) => byte - (key[index - 1] ?? 0)).subarray(1));
  return (
    new Set(key).size < 16 || steps.size < 4 || key.every((byte) => byte >= 0x20 && byte < 0x7f)
  );
}

function readKeyFile(file: string, forbiddenMode: number): Uint8Array {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, 'r');
    const { mode } = fstatSync(descriptor);
    if (process.platform !== 'win32' && (mode & forbiddenMode) !== 0) {
      throw new ConfigurationProblem(
        `The master key in ${file} can be read or replaced by other users of this machine; run: chmod 600 ${shellWord(file)}`,
      );
    }
    return parse(readFileSync(descriptor, 'utf8'), file);
  } catch (cause) {
    if (cause instanceof ConfigurationProblem) throw cause;
    throw new ConfigurationProblem(
      `The master key in ${file} can't be read (${codeOf(cause)}): give it to the user that runs Jackfield.`,
      { cause },
    );
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

function makeKeyFile(dataDir: string, file: string): boolean {
  return writeKeyFile(dataDir, file, `${randomBytes(keyBytes).toString('base64')}\n`);
}

/** Puts a key into the data folder for its owner alone; `false` when there was one already. */
export function putKeyFile(dataDir: string, key: Uint8Array): boolean {
  return writeKeyFile(dataDir, keyFile(dataDir), `${Buffer.from(key).toString('base64')}\n`);
}

/** Whole or not at all, even over a crash. `false` when another process was faster. */
function writeKeyFile(dataDir: string, file: string, text: string): boolean {
  const draft = `${file}.${process.pid}.new`;
  try {
    rmSync(draft, { force: true });
    const descriptor = openSync(draft, 'wx', 0o600);
    try {
      writeSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    const isOurs = publish(draft, file);
    syncFolder(dataDir);
    return isOurs;
  } catch (cause) {
    throw new ConfigurationProblem(
      `The master key can't be written to ${file} (${codeOf(cause)}).`,
      {
        cause,
      },
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A link never replaces a file that is there; some file systems have none, where a rename must do. */
function publish(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    renameSync(draft, file);
    return true;
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : 'unknown error';
}

function shellWord(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
