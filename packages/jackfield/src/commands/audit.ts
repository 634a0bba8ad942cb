import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { verifyBackup } from '@jackfield/control-plane';
import type { AuditVerdict } from '@jackfield/control-plane/rest-types';
import { readOptions } from '../read-options.ts';
import { printJson, say } from '../rest/print.ts';
import type { RestClient } from '../rest/rest-client.ts';
import { runRest } from '../rest/run-rest.ts';
import { runOnFiles } from '../run-on-files.ts';

const json = { type: 'boolean' } as const;

/** `jackfield audit …` */
export async function audit(args: readonly string[]): Promise<number> {
  const [action, ...words] = args;
  // A backup needs no server.
  if (action === 'verify' && words.some((word) => !word.startsWith('-'))) {
    return verifyFile(words);
  }
  return runRest('audit', { verify, export: exportEvents }, args);
}

async function verify(client: RestClient, args: readonly string[]): Promise<number> {
  const { values } = readOptions(args, { json }, 0);
  return sayVerdict(await client.get<AuditVerdict>('/audit-events/verify'), values.json);
}

async function verifyFile(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(args, { json }, 1);
  return runOnFiles(async () => {
    const work = await mkdtemp(join(tmpdir(), 'jackfield-verify-'));
    try {
      return sayVerdict(await verifyBackup(resolve(positionals[0] ?? ''), work), values.json);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  });
}

function sayVerdict(verdict: AuditVerdict, asJson: boolean | undefined): number {
  const { events, head, broken } = verdict;
  if (asJson === true) printJson(verdict);
  else if (broken === null) {
    say(`Whole: ${events} event(s), each as it was written.`);
    say(`Its end, to keep elsewhere: ${head.seq}:${head.hash}`);
  } else say(`Broken at event ${broken.seq}: ${broken.reason} Sound before it: ${events}.`);
  return broken === null ? 0 : 1;
}

/** JSON lines, as they come: a pipe that is slow is waited for. */
async function exportEvents(client: RestClient, args: readonly string[]): Promise<number> {
  const since = { type: 'string' } as const;
  const { values } = readOptions(args, { since, jsonl: { type: 'boolean' } }, 0);
  const query = values.since === undefined ? '' : `?since=${encodeURIComponent(values.since)}`;
  await client.pipe(`/audit-events/export${query}`, process.stdout);
  return 0;
}
