import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { ConfigurationProblem } from './configuration-problem.ts';
import type { MasterKeySource } from './configuration.ts';

const keyBytes = 32;

/** Who else may do what with our own key file: nothing. */
const othersNothing = 0o077;
/** A file that somebody gives may be read by others: secrets mounted into a container are (0444). */
const othersRead = 0o022;
const databaseFile = 'jackfield.db';

export interface MasterKey {
  readonly key: Uint8Array;
  /** The file that was made just now, for the line that says to back it up. */
  readonly madeFile: string | null;
}

/**
 * The key that seals every credential: given, or made at the first start and kept in
 * `master.key` (mode 0600) in the data folder, on disk before anything is sealed with it.
 *
 * @throws ConfigurationProblem for a key that is malformed, guessable, open to others, or gone
 * while there is data that only it opens.
 */
export function masterKey(source: MasterKeySource, dataDir: string): MasterKey {
  if (source.kind === 'value') {
    return { key: parse(source.value.reveal(), 'JACKFIELD_MASTER_KEY'), madeFile: null };
  }
  if (source.kind === 'file') {
    if (!existsSync(source.file)) {
      throw new ConfigurationProblem(
        `JACKFIELD_MASTER_KEY_FILE names ${source.file}, which does not exist.`,
      );
    }
    return { key: readKeyFile(source.file, othersRead), madeFile: null };
  }
  const file = join(dataDir, 'master.key');
  if (existsSync(file)) return { key: readKeyFile(file, othersNothing), madeFile: null };
  if (existsSync(join(dataDir, databaseFile))) {
    throw new ConfigurationProblem(
      `${file} is gone, and the credentials in ${databaseFile} can't be opened without it: put the file back from your backup, or set JACKFIELD_MASTER_KEY.`,
    );
  }
  const isOurs = makeKeyFile(dataDir, file);
  return { key: readKeyFile(file, othersNothing), madeFile: isOurs ? file : null };
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

/** Whole or not at all, even over a crash. `false` when another process was faster. */
function makeKeyFile(dataDir: string, file: string): boolean {
  const draft = `${file}.${process.pid}.new`;
  try {
    rmSync(draft, { force: true });
    const descriptor = openSync(draft, 'wx', 0o600);
    try {
      writeSync(descriptor, `${randomBytes(keyBytes).toString('base64')}\n`);
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
