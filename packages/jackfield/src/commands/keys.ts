import type { AgentKey, CreatedAgentKey, KeyRotation } from '@jackfield/control-plane/rest-types';
import { readOptions } from '../read-options.ts';
import { confirm } from '../rest/ask.ts';
import { print, printJson, say } from '../rest/print.ts';
import type { RestClient } from '../rest/rest-client.ts';
import { runRest } from '../rest/run-rest.ts';
import { UsageProblem } from '../usage-problem.ts';
import { findAgent } from './find-agent.ts';

const json = { type: 'boolean' } as const;

/** `jackfield keys …` */
export async function keys(args: readonly string[]): Promise<number> {
  return runRest('keys', { list, create, delete: remove, rotate }, args);
}

async function list(client: RestClient, args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(args, { json }, 1);
  const { id } = await findAgent(client, positionals[0] ?? '');
  print(values.json, await client.list<AgentKey>(`/agents/${id}/keys`), {
    NAME: ({ name }) => name,
    'ENDS IN': ({ hint }) => hint,
    CREATED: ({ createdAt }) => createdAt,
    'A MINUTE': ({ requestsPerMinute }) => requestsPerMinute?.toString() ?? 'no limit',
    ENDS: ({ expiresAt }) => expiresAt ?? 'never',
    'LAST USED': ({ lastUsedAt }) => lastUsedAt ?? 'never',
    ID: (key) => key.id,
  });
  return 0;
}

async function create(client: RestClient, args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(
    args,
    {
      json,
      name: { type: 'string' },
      'expires-in': { type: 'string' },
      'requests-per-minute': { type: 'string' },
    },
    1,
  );
  const expiresAt = endOf(values['expires-in']);
  const limit = limitOf(values['requests-per-minute']);
  const { id, slug } = await findAgent(client, positionals[0] ?? '');
  const name = values.name === undefined ? {} : { name: values.name };
  const body = { ...name, ...expiresAt, ...limit };
  const created = await client.send<CreatedAgentKey>('POST', `/agents/${id}/keys`, body);
  if (values.json) printJson(created.body);
  else {
    // Alone on stdout, so that a script can take it from there.
    process.stderr.write(`The key of ${slug}; it is not shown again:\n`);
    say(created.body.key);
  }
  return 0;
}

async function remove(client: RestClient, args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(args, { json, yes: { type: 'boolean' } }, 2);
  const [slugOrId = '', keyId = ''] = positionals;
  const { id, slug } = await findAgent(client, slugOrId);
  await confirm(`Delete this key of ${slug}? Who uses it is refused from then on.`, values.yes);
  await client.send('DELETE', `/agents/${id}/keys/${encodeURIComponent(keyId)}`);
  if (values.json) printJson({ id: keyId, deleted: true });
  else say(`Deleted the key ${keyId}.`);
  return 0;
}

/** The master key, not the keys of agents: what seals every credential. */
async function rotate(client: RestClient, args: readonly string[]): Promise<number> {
  const dataKey = { type: 'boolean' } as const;
  const { values } = readOptions(args, { json, 'data-key': dataKey }, 0);
  const { body } = await client.send<KeyRotation>('POST', '/keys/rotate', {
    dataKey: values['data-key'] ?? false,
  });
  if (values.json) printJson(body);
  else sayRotated(body, values['data-key'] ?? false);
  return 0;
}

function sayRotated(rotation: KeyRotation, dataKey: boolean): void {
  const { masterKey, from, dataKeys, resealed, unreadable, keyFile } = rotation;
  say(`Every data key (${dataKeys}) is wrapped by the master key ${masterKey} now.`);
  if (dataKey) say(`Sealed anew with a fresh data key: ${resealed} credential value(s).`);
  if (unreadable > 0) {
    say(`Nothing opens ${unreadable} more, which are left as they were: give them again.`);
  }
  const old = from.filter((id) => id !== masterKey).join(', ');
  if (keyFile === null) say('JACKFIELD_MASTER_KEY_PREVIOUS is no longer needed.');
  else {
    say(`BACK UP ${keyFile}: without it no saved credential can be read.`);
    say(`Backups made before need the old key, kept as ${keyFile}.old-${old} until you delete it.`);
  }
}

function endOf(days: string | undefined): { expiresAt?: string } {
  if (days === undefined) return {};
  if (!/^[1-9]\d{0,3}$/.test(days)) {
    throw new UsageProblem('--expires-in takes a number of days, for example 90.');
  }
  return { expiresAt: new Date(Date.now() + Number(days) * 86_400_000).toISOString() };
}

function limitOf(requests: string | undefined): { requestsPerMinute?: number } {
  if (requests === undefined) return {};
  if (!/^[1-9]\d{0,6}$/.test(requests)) {
    throw new UsageProblem('--requests-per-minute takes a whole number, for example 60.');
  }
  return { requestsPerMinute: Number(requests) };
}
