import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestSchema, partNames } from './backup-parts.ts';
import type { BackupManifest } from './backup-parts.ts';
import { BackupProblem } from './backup-problem.ts';
import { readParts } from './tar.ts';
import type { TarPart } from './tar.ts';

/** What no part but the database comes near. */
const smallBytesMax = 16 * 1024 * 1024;

const names: ReadonlySet<string> = new Set(Object.values(partNames));

/**
 * Unpacks a backup into an empty folder, synced, once every byte is what its sum says.
 *
 * @throws BackupProblem when it is no backup, damaged, cut short, or of a form that is not known.
 */
export async function unpackBackup(file: string, folder: string): Promise<BackupManifest> {
  if (!existsSync(file)) throw new BackupProblem(`There is no file ${file}.`);
  const input = await open(file, 'r');
  try {
    const found = new Map<string, string>();
    for await (const part of readParts(input)) {
      if (!names.has(part.name) || found.has(part.name) || found.has(partNames.sums)) {
        throw damaged(`it holds ${part.name === '' ? 'a file without a name' : 'a file'} too many`);
      }
      if (part.name !== partNames.database && part.bytes > smallBytesMax) {
        throw damaged(`${part.name} is too large`);
      }
      found.set(part.name, await writeOut(part, join(folder, part.name)));
    }
    await checkSums(found, folder);
  } finally {
    await input.close();
  }
  return readManifest(folder);
}

async function writeOut(part: TarPart, path: string): Promise<string> {
  const hash = createHash('sha256');
  const output: FileHandle = await open(path, 'wx', 0o600);
  try {
    for await (const piece of part.content) {
      hash.update(piece);
      await output.appendFile(piece);
    }
    await output.sync();
  } finally {
    await output.close();
  }
  return hash.digest('hex');
}

async function checkSums(found: ReadonlyMap<string, string>, folder: string): Promise<void> {
  for (const name of [partNames.manifest, partNames.database, partNames.sums]) {
    if (!found.has(name)) throw damaged(`${name} is missing`);
  }
  const summed = [...found].filter(([name]) => name !== partNames.sums);
  const wanted = summed.map(([name, sum]) => `${sum}  ${name}\n`).join('');
  if ((await readFile(join(folder, partNames.sums), 'utf8')) !== wanted) {
    throw damaged('what is in it is not what was put in');
  }
}

async function readManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(join(folder, partNames.manifest), 'utf8');
  const parsed = manifestSchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new BackupProblem(
    'The backup is of a form that this Jackfield does not know. Restore it with the version that made it, or a newer one.',
  );
}

/** `null` where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function damaged(how: string): BackupProblem {
  return new BackupProblem(`The backup is damaged: ${how}. Take another copy of it.`);
}
