import { toText } from '@jackfield/byom';
import type {
  CheckReport,
  Connection,
  ConnectionAuth,
  NewConnection,
  SavedConnection,
} from '@jackfield/control-plane/rest-types';
import { readOptions } from '../read-options.ts';
import { readTlsFiles, tlsOptions } from '../read-tls-files.ts';
import { confirm, readCredential } from '../rest/ask.ts';
import { print, printJson, say } from '../rest/print.ts';
import { printable } from '../rest/printable.ts';
import type { RestClient } from '../rest/rest-client.ts';
import { RestProblem } from '../rest/rest-problem.ts';
import { runRest } from '../rest/run-rest.ts';
import { UsageProblem } from '../usage-problem.ts';

const json = { type: 'boolean' } as const;
const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** `jackfield connections …` */
export async function connections(args: readonly string[]): Promise<number> {
  return runRest('connections', { list, create, check, delete: remove }, args);
}

async function list(client: RestClient, args: readonly string[]): Promise<number> {
  const { values } = readOptions(args, { json }, 0);
  print(values.json, await client.list<Connection>('/connections'), {
    NAME: ({ name }) => name,
    URL: ({ url }) => url,
    'MODEL ID': ({ modelId }) => modelId,
    AUTH: ({ auth }) => auth.method,
    CHECK: ({ lastCheck }) =>
      lastCheck === null ? '' : lastCheck.stale ? 'stale' : lastCheck.ready ? 'passed' : 'failed',
    'USED BY': ({ usedBy }) => usedBy.map(({ name }) => name).join(', '),
    MODEL: ({ model }) => model,
    ID: ({ id }) => id,
  });
  return 0;
}

async function create(client: RestClient, args: readonly string[]): Promise<number> {
  const options = {
    json,
    url: text,
    model: text,
    auth: text,
    'credential-env': text,
    'no-streaming': flag,
    'allow-endpoint': flag,
    'connect-anyway': text,
    ...tlsOptions,
  };
  const { values, positionals } = readOptions(args, options, 1);
  const { url, model: modelId, 'connect-anyway': reason } = values;
  if (url === undefined) throw new UsageProblem('--url is missing.');
  if (modelId === undefined) throw new UsageProblem('--model is missing.');
  const tls = await readTlsFiles(values);
  const connection: NewConnection = {
    name: positionals[0] ?? '',
    url,
    modelId,
    auth: await authOf(values.auth, values['credential-env']),
    streaming: values['no-streaming'] !== true,
    ...(tls === null ? {} : { tls: { ...tls } }),
    ...(reason === undefined ? {} : { connectAnyway: { reason } }),
  };
  const created = await save(client, connection, values['allow-endpoint'] === true);
  if (values.json) printJson(created);
  else {
    say(`Connected ${created.name} (${created.id}).`);
    for (const { message } of created.warnings) say(`Note: ${printable(message)}`);
    say(`Choose it: jackfield agents set-model <agent> ${created.model}`);
  }
  return 0;
}

/** A private address has to be allowed by an admin: the one who says so on the command line. */
async function save(
  client: RestClient,
  connection: NewConnection,
  allowEndpoint: boolean,
): Promise<SavedConnection> {
  try {
    return (await client.send<SavedConnection>('POST', '/connections', connection)).body;
  } catch (error) {
    const endpoint = error instanceof RestProblem ? error.endpoint : null;
    if (endpoint === null) throw error;
    if (!allowEndpoint) {
      throw new RestProblem(
        `${error instanceof Error ? error.message : ''}\nTo allow ${endpoint}, run this again with --allow-endpoint.`,
      );
    }
    await client.send('POST', '/allowed-endpoints', { endpoint });
    return (await client.send<SavedConnection>('POST', '/connections', connection)).body;
  }
}

async function authOf(
  method = 'bearer',
  credentialVariable: string | undefined,
): Promise<ConnectionAuth> {
  if (method === 'none') return { method };
  if (method !== 'x-api-key' && method !== 'bearer') {
    throw new UsageProblem('--auth must be x-api-key, bearer or none.');
  }
  return { method, credential: await readCredential(credentialVariable) };
}

async function check(client: RestClient, args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(args, { json, verbose: flag }, 1);
  const { id } = await find(client, positionals[0] ?? '');
  const { body: report } = await client.send<CheckReport>('POST', `/connections/${id}/check`);
  if (values.json) printJson(report);
  else {
    const colour = process.stdout.isTTY && process.stdout.hasColors();
    process.stdout.write(toText(report, { colour, verbose: values.verbose === true }));
  }
  return report.ready ? 0 : 1;
}

async function remove(client: RestClient, args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(args, { json, yes: flag }, 1);
  const connection = await find(client, positionals[0] ?? '');
  await confirm(`Delete the connection ${printable(connection.name)}?`, values.yes);
  await client.send('DELETE', `/connections/${connection.id}`);
  if (values.json) printJson({ id: connection.id, deleted: true });
  else say(`Deleted ${printable(connection.name)}.`);
  return 0;
}

async function find(client: RestClient, idOrName: string): Promise<Connection> {
  const all = await client.list<Connection>('/connections');
  const found = all.find(({ id, name }) => id === idOrName || name === idOrName);
  if (found) return found;
  throw new RestProblem(
    'There is no connection of that id or name. See them with: jackfield connections list',
  );
}
