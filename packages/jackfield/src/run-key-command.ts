import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import type { Secret } from '@jackfield/gateway-config';
import { ConfigurationProblem } from './configuration-problem.ts';
import { printable } from './rest/printable.ts';

/** A start that fails has to have said so within five seconds. */
const limitMs = 4_000;
const outputBytesMax = 65_536;
const stderrCharactersMax = 300;

/**
 * What a program prints that an operator has named, for example the client of a key service. It runs
 * without a shell and without Jackfield's own variables, for four seconds at most.
 *
 * @param name of the variable, which problems begin with; what was printed to standard output, and
 * the arguments, stand in none of them.
 * @throws ConfigurationProblem in one line
 */
export async function runKeyCommand(command: readonly Secret[], name: string): Promise<string> {
  const [program = '', ...args] = command.map((word) => word.reveal());
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = execFile(
    program,
    args,
    {
      timeout: limitMs,
      killSignal: 'SIGKILL',
      maxBuffer: outputBytesMax,
      env: othersVariables(),
      windowsHide: true,
    },
    (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else
        reject(
          new ConfigurationProblem(words(error, program, name, stderr), { cause: error.code }),
        );
    },
  );
  child.stdin?.end();
  return promise;
}

function words(
  error: Error & { readonly code?: unknown; readonly signal?: unknown; readonly killed?: boolean },
  program: string,
  name: string,
  stderr: string,
): string {
  const who = `${name}: ${printable(basename(program)).slice(0, 100)}`;
  const said = printable(stderr).replaceAll(/\s+/g, ' ').trim().slice(0, stderrCharactersMax);
  const also = said === '' ? ', and said nothing about it' : `: ${said}`;
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
    return `${who} printed more than ${outputBytesMax / 1_024} kB; it has to print the key and nothing else.`;
  }
  if (error.killed === true) {
    return `${who} did not end within ${limitMs / 1_000} s${also}`;
  }
  if (typeof error.code === 'string') {
    return `${who} can't be started (${error.code}); give its whole path, and let the user that runs Jackfield execute it.`;
  }
  const how =
    typeof error.code === 'number' ? `exit code ${error.code}` : `signal ${String(error.signal)}`;
  return `${who} ended with ${how}${also}`;
}

function othersVariables(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('JACKFIELD_')),
  );
}
