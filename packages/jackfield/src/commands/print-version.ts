import { version } from '../version.ts';

/** `jackfield version`. */
export async function printVersion(): Promise<number> {
  process.stdout.write(`${version}\n`);
  return 0;
}
