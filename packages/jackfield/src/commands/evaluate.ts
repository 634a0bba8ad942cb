import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type {
  Agent,
  BakeOff,
  BakeOffReport,
  MeasuredBakeOff,
  NewBakeOff,
  TestSet,
} from '@jackfield/control-plane/rest-types';
import { readNumber, readOptions } from '../read-options.ts';
import { print, printJson, say } from '../rest/print.ts';
import type { RestClient } from '../rest/rest-client.ts';
import { RestProblem } from '../rest/rest-problem.ts';
import { runRestAction } from '../rest/run-rest.ts';
import { UsageProblem } from '../usage-problem.ts';
import { findAgent } from './find-agent.ts';
import { jsonLinesInParts } from './json-lines-in-parts.ts';
import { sharesPassed, type SharePassed } from './shares-passed.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const options = {
  agent: text,
  models: text,
  baseline: text,
  judge: text,
  'min-pass': text,
  parallel: text,
  json: flag,
  html: text,
};

const lookMs = 1_000;
/** So often in a row a server that is restarting may not answer. */
const silencesMax = 60;

interface Asked {
  readonly file: string;
  readonly agent: string;
  readonly models: readonly string[];
  readonly baseline: string;
  readonly judge: string | undefined;
  readonly minPass: number;
  readonly parallel: number | undefined;
  readonly json: boolean;
  readonly html: string | undefined;
}

/**
 * `jackfield evaluate <file.jsonl> --agent <slug>`: a bake-off for a pipeline. Exit code 0 where every model
 * named, or without one the agent's own, passes its share of the cases; 1 where one doesn't.
 */
export async function evaluate(args: readonly string[]): Promise<number> {
  const asked = readAsked(args);
  const cases = await readCases(asked.file);
  return runRestAction((client) => run(client, asked, cases), args);
}

function readAsked(args: readonly string[]): Asked {
  const { values, positionals } = readOptions(args, options, 1);
  if (values.agent === undefined || values.agent === '') {
    throw new UsageProblem('--agent is missing.');
  }
  const minPass = Number(values['min-pass'] ?? 1);
  if (!(minPass >= 0 && minPass <= 1)) {
    throw new UsageProblem('--min-pass must be a share from 0 to 1, for example 0.95.');
  }
  const models = (values.models ?? '').split(',').filter((model) => model !== '');
  const baseline = values.baseline ?? 'current';
  if (models.length === 0 && baseline === 'none') {
    throw new UsageProblem('Without a baseline, name at least one model with --models.');
  }
  const parallel =
    values.parallel === undefined ? undefined : readNumber('--parallel', values.parallel, 1, 16);
  const { judge, html, json = false, agent } = values;
  return {
    file: positionals[0] ?? '',
    agent,
    models,
    baseline,
    judge,
    minPass,
    parallel,
    json,
    html,
  };
}

async function readCases(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new UsageProblem(`The file of cases can't be read${code}.`, { cause });
  }
}

async function run(client: RestClient, asked: Asked, cases: string): Promise<number> {
  const agent = await findAgent(client, asked.agent);
  const path = `/agents/${agent.id}`;
  const bakeOff = await start(client, agent, asked, cases);
  const at = `${path}/bake-offs/${bakeOff.id}`;
  const ended = await follow(client, at);
  const report = await client.get<BakeOffReport>(`${at}/report`);
  if (asked.html !== undefined) await writeHtml(client, at, asked.html);
  const judged = asked.models.length > 0 ? asked.models : [ended.baseline ?? ''];
  const shares = sharesPassed(report, judged, asked.minPass);
  const passed = ended.state === 'done' && shares.every((share) => share.passed);
  if (asked.json) printJson({ passed, minPass: asked.minPass, models: shares, ...report });
  else tell(report, shares, passed);
  return passed ? 0 : 1;
}

/** Its cases are kept with the bake-off, so the test set goes again. */
async function start(
  client: RestClient,
  agent: Agent,
  asked: Asked,
  cases: string,
): Promise<BakeOff> {
  const path = `/agents/${agent.id}`;
  const name = `evaluate ${new Date().toISOString()}`;
  const { body: testSet } = await client.send<TestSet>('POST', `${path}/test-sets`, { name });
  try {
    for (const jsonLines of jsonLinesInParts(cases)) {
      await client.send('POST', `${path}/test-sets/${testSet.id}/cases`, { jsonLines });
    }
    const { models, baseline, judge, parallel } = asked;
    const wanted: NewBakeOff = {
      testSetId: testSet.id,
      models: [...models],
      ...(baseline === 'current' ? {} : { baseline: baseline === 'none' ? null : baseline }),
      ...(judge === undefined ? {} : { judge }),
      ...(parallel === undefined ? {} : { parallel }),
    };
    return (await client.send<BakeOff>('POST', `${path}/bake-offs`, wanted)).body;
  } finally {
    await client.send('DELETE', `${path}/test-sets/${testSet.id}`);
  }
}

/** Until it has ended. Whoever is stopped at this terminal stops it there too. */
async function follow(client: RestClient, at: string): Promise<MeasuredBakeOff> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const progress = showProgress();
  let silences = 0;
  try {
    for (;;) {
      if (stopped.signal.aborted) {
        return (await client.send<MeasuredBakeOff>('POST', `${at}/cancel`)).body;
      }
      try {
        const now = await client.get<MeasuredBakeOff>(at);
        silences = 0;
        progress.tell(now);
        if (now.state !== 'queued' && now.state !== 'running') return now;
      } catch (error) {
        silences += 1;
        const isSilence = error instanceof RestProblem && error.code === null;
        if (!isSilence || silences > silencesMax) throw error;
      }
      await pause(lookMs, undefined, { signal: stopped.signal }).catch(() => {});
    }
  } finally {
    progress.end();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** On standard error: one line that is written over, or in a log a line for each tenth. */
function showProgress(): { tell(now: BakeOff): void; end(): void } {
  const { stderr } = process;
  let told = -1;
  return {
    tell({ finished: done, total }) {
      const tenth = Math.floor((10 * done) / total);
      if (stderr.isTTY) stderr.write(`\r\u001B[2K  ${done} of ${total} turns`);
      else if (tenth > told) stderr.write(`${done} of ${total} turns\n`);
      told = tenth;
    },
    end: () => void (stderr.isTTY && stderr.write('\r\u001B[2K')),
  };
}

async function writeHtml(client: RestClient, at: string, file: string): Promise<void> {
  const output = createWriteStream(file);
  try {
    await client.pipe(`${at}/report?format=html`, output);
    output.end();
    await finished(output);
  } catch (cause) {
    if (cause instanceof RestProblem) throw cause;
    throw new RestProblem(`The report could not be written to ${file}.`, null, null, { cause });
  }
}

function tell({ bakeOff }: BakeOffReport, shares: readonly SharePassed[], passed: boolean): void {
  const passes = new Map(shares.map((share) => [share.model, share]));
  const ms = (value: number | null): string => (value === null ? '-' : `${Math.round(value)} ms`);
  print(false, bakeOff.summary, {
    MODEL: ({ model }) => model,
    PASSED: ({ passed: held, asserted }) => (asserted === 0 ? '-' : `${held}/${asserted}`),
    FAILED: ({ failed }) => String(failed),
    'FIRST TOKEN P50': ({ firstTokenMs }) => ms(firstTokenMs.p50),
    P95: ({ firstTokenMs }) => ms(firstTokenMs.p95),
    'PER 1,000': ({ costPerThousandUsd: cost }) => (cost === null ? '?' : `$${cost.toFixed(2)}`),
    ENOUGH: ({ model }) => {
      const share = passes.get(model);
      return share === undefined ? '(baseline)' : share.passed ? 'yes' : 'no';
    },
  });
  say(bakeOff.verdict);
  if (bakeOff.state !== 'done') say(`It is ${bakeOff.state}: not every case has a result.`);
  say(passed ? 'Passed.' : 'Not passed.');
}
