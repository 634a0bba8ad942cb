import { BackupProblem, MoveProblem, StartProblem } from '@jackfield/control-plane';
import { ConfigurationProblem } from './configuration-problem.ts';
import { printable } from './rest/printable.ts';
import { RestProblem } from './rest/rest-problem.ts';

/** Runs a command that works on files, and prints in one line why it could not. */
export async function runOnFiles(work: () => Promise<number>): Promise<number> {
  // What is written is for its own user alone, whatever the folder allows.
  process.umask(0o077);
  try {
    return await work();
  } catch (error) {
    process.stderr.write(`jackfield: ${printable(wordsOf(error))}\n`);
    return 1;
  }
}

function wordsOf(error: unknown): string {
  if (
    error instanceof BackupProblem ||
    error instanceof MoveProblem ||
    error instanceof StartProblem ||
    error instanceof ConfigurationProblem ||
    error instanceof RestProblem
  ) {
    return error.message;
  }
  // A full disk, a folder that belongs to another: the system's own words name the file.
  if (error instanceof Error && 'code' in error && 'syscall' in error) return `${error.message}.`;
  throw error;
}
