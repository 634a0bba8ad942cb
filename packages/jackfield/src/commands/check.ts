import { writeFile } from 'node:fs/promises';
import {
  checks,
  runChecks,
  runLimitMs,
  toJUnit,
  toText,
  type CheckProgress,
  type CheckReport,
  type EndpointTarget,
  type EndpointTls,
} from '@jackfield/byom';
import { dialGuard, endpointName, Secret } from '@jackfield/gateway-config';
import { readNumber, readOptions } from '../read-options.ts';
import { readCredential } from '../rest/ask.ts';
import { printJson } from '../rest/print.ts';
import { RestProblem } from '../rest/rest-problem.ts';
import { readTlsFiles, tlsOptions, type TlsFiles } from '../read-tls-files.ts';
import { UsageProblem } from '../usage-problem.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const options = {
  model: text,
  'x-api-key': text,
  bearer: text,
  auth: text,
  'credential-env': text,
  'no-streaming': flag,
  context: text,
  timeout: text,
  junit: text,
  ...tlsOptions,
  json: flag,
  verbose: flag,
};

/**
 * `jackfield check <url> --model <id>`: whether an endpoint is ready to connect, and what is wrong
 * with it. Exit code 0 when it is ready, 1 when it isn't or the check was stopped, 2 when the JUnit file
 * can't be written. Needs no server.
 */
export async function check(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(args, options, 1);
  const { model: modelId, junit } = values;
  if (modelId === undefined || modelId === '') throw new UsageProblem('--model is missing.');
  const url = readUrl(positionals[0] ?? '');
  const contextTokens =
    values.context === undefined ? null : readNumber('--context', values.context, 1, 100_000_000);
  const seconds =
    values.timeout === undefined
      ? runLimitMs / 1_000
      : readNumber('--timeout', values.timeout, 1, 3_600);
  const tls = await readTlsFiles(values);
  const target: EndpointTarget = {
    url: url.href,
    modelId,
    auth: await readAuth(values),
    streaming: values['no-streaming'] !== true,
    ...(tls === null ? {} : { tls: toEndpointTls(tls) }),
    ...(contextTokens === null ? {} : { contextTokens }),
  };

  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const progress = showProgress();
  try {
    const report = await runChecks(target, {
      checks,
      signal: stopped.signal,
      limitMs: seconds * 1_000,
      // The person at this terminal may check what they like on their own network, metadata services excepted.
      guard: dialGuard(endpointName(url), () => ({
        allowedEndpoints: new Set([endpointName(url)]),
        ownPorts: new Set(),
      })),
      onProgress: (event) => progress.tell(event),
    });
    progress.end();
    write(report, values.json === true, values.verbose === true);
    if (junit !== undefined && !(await wrote(junit, toJUnit(report)))) return 2;
    return report.ready ? 0 : 1;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

async function wrote(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    process.stderr.write(
      `jackfield: The JUnit file can’t be written (${code}): give a file in a folder that is there.\n`,
    );
    return false;
  }
}

function write(report: CheckReport, json: boolean, verbose: boolean): void {
  if (json) printJson(report);
  else process.stdout.write(toText(report, { colour: hasColour(process.stdout), verbose }));
}

function toEndpointTls({ caCertificates, clientCertificate, clientKey }: TlsFiles): EndpointTls {
  const client =
    clientCertificate === null || clientKey === null
      ? null
      : { certificate: clientCertificate, key: new Secret(clientKey) };
  return { caCertificates, client };
}

type Values = ReturnType<typeof readOptions<typeof options>>['values'];

async function readAuth(values: Values): Promise<EndpointTarget['auth']> {
  const { 'x-api-key': key, bearer, auth, 'credential-env': variable } = values;
  if ([key, bearer, auth].filter((given) => given !== undefined).length > 1) {
    throw new UsageProblem('Give one of --x-api-key, --bearer and --auth.');
  }
  if (key !== undefined) return { method: 'x-api-key', credential: credentialOf(key) };
  if (bearer !== undefined) return { method: 'bearer', credential: credentialOf(bearer) };
  if (auth === undefined && variable === undefined) return { method: 'none' };
  if (auth === 'none') return { method: 'none' };
  if (auth !== undefined && auth !== 'x-api-key' && auth !== 'bearer') {
    throw new UsageProblem('--auth must be x-api-key, bearer or none.');
  }
  return { method: auth ?? 'bearer', credential: credentialOf(await askForCredential(variable)) };
}

async function askForCredential(variable: string | undefined): Promise<string> {
  try {
    return await readCredential(variable);
  } catch (error) {
    if (!(error instanceof RestProblem)) throw error;
    throw new UsageProblem(error.message, { cause: error });
  }
}

/** A header's value: what can't stand in one would fail every request in the same unclear way. */
function credentialOf(value: string): Secret {
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)) return new Secret(value);
  throw new UsageProblem('The credential must be printable ASCII without a space at either end.');
}

function readUrl(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageProblem('The URL must be whole, as in https://models.example.com/v1.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageProblem(
      'The URL holds a user name or password; give the credential by --x-api-key or --bearer.',
    );
  }
  return url;
}

interface Progress {
  tell(event: CheckProgress): void;
  end(): void;
}

const eraseLine = '\r\u001B[2K';

/** One line on a terminal that says what is under way; the report comes afterwards, on standard output. */
function showProgress(): Progress {
  const { stderr } = process;
  if (!stderr.isTTY) return { tell() {}, end() {} };
  let planned = 0;
  let done = 0;
  const running = new Set<string>();
  return {
    tell(event) {
      if (event.kind === 'planned') planned = event.checks.length;
      else if (event.kind === 'started') running.add(event.id);
      else {
        running.delete(event.result.id);
        done += 1;
      }
      const words = [...running].join(', ');
      stderr.write(`${eraseLine}  ${done} of ${planned} checks done${words && `: ${words}`}`);
    },
    end: () => void stderr.write(eraseLine),
  };
}

function hasColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && process.env['NO_COLOR'] === undefined && stream.hasColors();
}
