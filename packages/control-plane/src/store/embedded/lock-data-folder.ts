import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartProblem } from '../../start-problem.ts';
import { isBusy } from './sqlite-failure.ts';

/**
 * Holds the data folder for this process alone until the function it returns is called or the
 * process ends, however it ends: the lock is the operating system's, so nothing stale stays behind.
 */
export function lockDataFolder(dataDir: string): () => void {
  const file = join(dataDir, 'lock.db');
  let lock: DatabaseSync | null = null;
  try {
    lock = new DatabaseSync(file, { timeout: 0 });
    lock.exec('begin exclusive');
  } catch (cause) {
    if (lock?.isOpen === true) lock.close();
    if (isBusy(cause)) {
      throw new StartProblem(
        `The data folder ${dataDir} is in use by another Jackfield. Stop that one, or start this one with another JACKFIELD_DATA_DIR.`,
        { cause },
      );
    }
    throw new StartProblem(
      `The data folder ${dataDir} can't be locked: ${file} can't be opened for writing. Make the folder writable, or delete that file if no Jackfield is running.`,
      { cause },
    );
  }
  const held = lock;
  return () => {
    if (held.isOpen) held.close();
  };
}
