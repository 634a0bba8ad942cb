import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationProblem } from './configuration-problem.ts';

/**
 * Makes the data folder, for its owner alone, where it is missing.
 *
 * @throws ConfigurationProblem when nothing can be written there.
 */
export function openDataDir(dataDir: string): void {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    throw new ConfigurationProblem(
      `The data folder ${dataDir} can't be written to (${code}): give it to the user that runs Jackfield, or set JACKFIELD_DATA_DIR to another folder.`,
      { cause },
    );
  }
}

/** Parent by parent: Node's own `recursive` never comes back below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}
