import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { RestProblem } from './rest-problem.ts';

/**
 * Asks a person to confirm something that can't be undone. Without a terminal nobody can be asked,
 * and the command line itself is taken as the word.
 */
export async function confirm(question: string, yes: boolean | undefined): Promise<void> {
  if (yes === true || !process.stdin.isTTY || !process.stderr.isTTY) return;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new RestProblem('Nothing was changed.');
}

/** A credential: from the named variable, typed unseen on a terminal, or the first line of stdin. */
export async function readCredential(
  variable: string | undefined,
  what = 'Credential',
): Promise<string> {
  if (variable !== undefined) {
    const value = process.env[variable];
    if (value) return value;
    // Not repeated: it may be the credential itself, typed where its variable should stand.
    throw new RestProblem('The variable that was named is empty or not set.');
  }
  const isTerminal = process.stdin.isTTY && process.stderr.isTTY;
  if (isTerminal) process.stderr.write(`${what} (not shown): `);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({
    input: process.stdin,
    output: nowhere,
    terminal: isTerminal,
  });
  const { promise, resolve } = Promise.withResolvers<string>();
  terminal.once('line', resolve);
  terminal.once('close', () => resolve(''));
  const line = (await promise).trim();
  terminal.close();
  if (isTerminal) process.stderr.write('\n');
  if (line !== '') return line;
  throw new RestProblem(`No ${what.toLowerCase()} was given.`);
}
