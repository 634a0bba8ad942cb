import type { Agent, ModelSetting, NewAgent } from '@jackfield/control-plane/rest-types';
import { readOptions } from '../read-options.ts';
import { confirm } from '../rest/ask.ts';
import { print, printJson, say } from '../rest/print.ts';
import type { RestClient } from '../rest/rest-client.ts';
import { runRest } from '../rest/run-rest.ts';
import { findAgent } from './find-agent.ts';

const json = { type: 'boolean' } as const;

/** `jackfield agents …` */
export async function agents(args: readonly string[]): Promise<number> {
  return runRest('agents', { list, create, delete: remove, 'set-model': setModel }, args);
}

async function list(client: RestClient, args: readonly string[]): Promise<number> {
  const { values } = readOptions(args, { json }, 0);
  print(values.json, await client.list<Agent>('/agents'), {
    SLUG: ({ slug }) => slug,
    NAME: ({ name }) => name,
    MODEL: ({ model }) => model ?? '(none chosen)',
    REVISION: ({ revision }) => String(revision),
    ID: ({ id }) => id,
  });
  return 0;
}

async function create(client: RestClient, args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = readOptions(args, { json, slug: text, instructions: text }, 1);
  const { slug, instructions } = values;
  const agent: NewAgent = {
    name: positionals[0] ?? '',
    ...(slug === undefined ? {} : { slug }),
    ...(instructions === undefined ? {} : { instructions }),
  };
  const { body } = await client.send<Agent>('POST', '/agents', agent);
  if (values.json) printJson(body);
  else {
    say(`Created ${body.slug} (${body.id}).`);
    say(`Choose its model: jackfield agents set-model ${body.slug} <model>`);
  }
  return 0;
}

async function remove(client: RestClient, args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(args, { json, yes: { type: 'boolean' } }, 1);
  const agent = await findAgent(client, positionals[0] ?? '');
  await confirm(`Delete ${agent.slug}, its settings and its keys?`, values.yes);
  await client.send('DELETE', `/agents/${agent.id}`);
  if (values.json) printJson({ id: agent.id, deleted: true });
  else say(`Deleted ${agent.slug}.`);
  return 0;
}

/** Changes the model alone: what else the setting holds stays, unless somebody saves meanwhile. */
async function setModel(client: RestClient, args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(args, { json }, 2);
  const [slugOrId = '', model = ''] = positionals;
  const agent = await findAgent(client, slugOrId);
  const path = `/agents/${agent.id}/model-setting`;
  const { parameters, fallbacks, deadlines, failover, revision } =
    await client.get<ModelSetting>(path);
  const setting = {
    model,
    parameters,
    fallbacks: fallbacks.filter((fallback) => fallback.model !== model),
    deadlines,
    failover,
  };
  const { body } = await client.send<ModelSetting>('PUT', path, setting, {
    'if-match': `"${revision}"`,
  });
  if (values.json) printJson(body);
  else {
    say(`Live now for ${agent.slug}: ${body.model ?? ''}, revision ${body.revision}`);
    for (const warning of body.warnings) say(`Warning: ${warning.message}`);
  }
  return 0;
}
