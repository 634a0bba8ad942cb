import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigurationProblem } from './configuration-problem.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Secrets that are used as the text they are; keys are read from their files when they are needed. */
const names = [
  'JACKFIELD_ADMIN_TOKEN',
  'JACKFIELD_METRICS_TOKEN',
  'JACKFIELD_DATABASE_URL',
  'JACKFIELD_DATABASE_LISTEN_URL',
];

/** The variables `NAME_FILE` that are understood beside the `NAME` they stand for. */
export const secretFileVariables = names.map((name) => `${name}_FILE`);

/**
 * `environment`, with the content of the file that a `NAME_FILE` names as `NAME`: as orchestrators hand
 * out secrets, where an environment can be read by whoever may look at the container.
 *
 * @throws ConfigurationProblem for a file that can't be read or is empty, and for both being set.
 */
export function withSecretFiles(environment: Environment, folder: string): Environment {
  const read: Record<string, string> = {};
  for (const name of names) {
    const secret = secretOf(environment, name, folder);
    if (secret !== undefined) read[name] = secret;
  }
  return { ...environment, ...read };
}

/** What `NAME` holds, or the file that `NAME_FILE` names. @throws ConfigurationProblem as `withSecretFiles`. */
export function secretOf(
  environment: Environment,
  name: string,
  folder: string,
): string | undefined {
  const file = environment[`${name}_FILE`]?.trim() ?? '';
  if (file === '') return environment[name];
  if ((environment[name]?.trim() ?? '') !== '') {
    throw new ConfigurationProblem(`${name} and ${name}_FILE are both set: set only one of them.`);
  }
  return readSecret(`${name}_FILE`, resolve(folder, file));
}

function readSecret(name: string, file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    throw new ConfigurationProblem(
      `${name} names ${file}, which can't be read (${code}): put the secret there, readable for the user that runs Jackfield.`,
      { cause },
    );
  }
  if (text === '') throw new ConfigurationProblem(`${name} names ${file}, which is empty.`);
  return text;
}
