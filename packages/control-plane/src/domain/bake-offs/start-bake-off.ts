import { samplingParameters } from '../../publish/published-setting.ts';
import { parallelDefault, type NewBakeOff } from '../../schemas/bake-off.ts';
import type { Model } from '../../schemas/model.ts';
import type { Services } from '../../services.ts';
import { bakeOffTable } from '../../store/bake-off-table.ts';
import { modelSettingTable } from '../../store/model-setting-table.ts';
import { newId } from '../../store/new-id.ts';
import type { AgentRow, BakeOffRow, Database } from '../../store/tables.ts';
import { testCaseTable } from '../../store/test-case-table.ts';
import { needAgent } from '../agents/need-agent.ts';
import { resolveDeadlines } from '../model-settings/resolve-deadlines.ts';
import { parseSetting } from '../model-settings/stored-setting.ts';
import { findModel } from '../models/model-list.ts';
import { refuseField } from '../refuse-field.ts';
import { casesMax } from './add-cases.ts';
import type { BakeOffSetup } from './bake-off-setup.ts';
import { needTestSet } from './need-test-set.ts';
import { caseContentOf } from './to-test-set.ts';

/** More than this in one go is a bill nobody meant. */
const turnsMax = 8_000;
/** Of each agent; the oldest that have ended make room. */
const keptMax = 50;

/**
 * Writes a bake-off down, with the cases and the setting as they are now; it begins when a process has
 * time for it.
 *
 * @throws ProblemError 404 for a test set that isn't there, 422 for what can't be tried.
 */
export function startBakeOff(
  services: Services,
  actor: string,
  agentId: string,
  given: NewBakeOff,
): Promise<BakeOffRow> {
  return services.changes.make(actor, async (change) => {
    const { db, now } = change;
    const agent = await needAgent(db, agentId);
    const testSet = await needTestSet(db, agentId, given.testSetId);
    const cases = await testCaseTable.ofSet(db, testSet.id, 0, casesMax);
    if (cases.length === 0) {
      throw refuseField('testSetId', 'test_set_empty', 'This test set has no cases yet. Add some.');
    }
    const baseline = given.baseline === undefined ? agent.model : given.baseline;
    const ids = [...new Set([...(baseline === null ? [] : [baseline]), ...given.models])];
    const candidates = await candidatesFor(services, db, agent, ids, baseline, given.models);
    if (cases.length * candidates.length > turnsMax) {
      throw refuseField(
        'models',
        'too_many_turns',
        `${cases.length} cases by ${candidates.length} models are more than ${turnsMax} turns. Choose fewer models or a smaller test set.`,
      );
    }
    const judged = cases.some(({ content }) =>
      caseContentOf(content).assertions?.some(({ kind }) => kind === 'judge'),
    );
    const judge = judged ? await judgeFor(services, db, agent, given.judge) : null;
    const row: BakeOffRow = {
      id: newId('bof'),
      agentId,
      testSetId: testSet.id,
      testSetName: testSet.name,
      state: 'queued',
      candidates: JSON.stringify(candidates.map(({ id, name }) => ({ model: id, name }))),
      baseline,
      judge: judge?.id ?? null,
      setup: JSON.stringify(
        await setupFor(db, agent, judge?.capabilities.structuredOutput === true),
      ),
      cases: cases.length,
      parallel: given.parallel ?? parallelDefault,
      createdAt: now,
      createdBy: actor,
      startedAt: null,
      endedAt: null,
      problem: null,
      leasedBy: null,
      leasedUntil: null,
    };
    await makeRoom(db, agentId);
    await bakeOffTable.insert(
      db,
      row,
      cases.map(({ content }, index) => ({ bakeOffId: row.id, position: index + 1, content })),
    );
    await change.audit({
      action: 'bake_off.started',
      target: { kind: 'agent', id: agent.id, name: agent.name },
      details: {
        bakeOff: row.id,
        testSet: testSet.name,
        cases: cases.length,
        models: candidates.map(({ id }) => id),
        ...(judge === null ? {} : { judge: judge.id }),
      },
      projectId: agent.projectId,
    });
    return row;
  });
}

async function candidatesFor(
  services: Services,
  db: Database,
  agent: AgentRow,
  ids: readonly string[],
  baseline: string | null,
  models: readonly string[],
): Promise<Model[]> {
  if (ids.length === 0) throw refuseField('models', 'models_missing', 'Choose at least one model.');
  const found: Model[] = [];
  for (const id of ids) {
    const field = id === baseline ? 'baseline' : `models[${models.indexOf(id)}]`;
    // What the agent uses today may be tried although nobody could choose it any more.
    found.push(await modelFor(services, db, agent, id, field, id === agent.model));
  }
  return found;
}

async function judgeFor(
  services: Services,
  db: Database,
  agent: AgentRow,
  id: string | undefined,
): Promise<Model> {
  if (id === undefined) {
    const message = 'Some cases ask for a judge. Say which model judges.';
    throw refuseField('judge', 'judge_missing', message);
  }
  return modelFor(services, db, agent, id, 'judge', false);
}

async function modelFor(
  services: Services,
  db: Database,
  agent: AgentRow,
  id: string,
  field: string,
  isCurrent: boolean,
): Promise<Model> {
  const model = await findModel(services, db, id);
  if (model === null || (model.projectId !== null && model.projectId !== agent.projectId)) {
    const message =
      "There is no such model in this agent's project. GET /api/v1/models lists the ids there are.";
    throw refuseField(field, 'model_unknown', message);
  }
  if (!model.selectable && !isCurrent) {
    throw refuseField(
      field,
      'model_not_selectable',
      model.reason ?? `${model.name} can't be chosen.`,
    );
  }
  if (!model.ready) {
    const message = model.notReadyReason ?? `${model.providerName} has no credentials yet.`;
    throw refuseField(field, 'provider_not_ready', message);
  }
  return model;
}

/** An agent without a setting is tried with none. */
async function setupFor(
  db: Database,
  agent: AgentRow,
  judgeIsStructured: boolean,
): Promise<BakeOffSetup> {
  const { id, projectId, slug, name, instructions, revision } = agent;
  const row = await modelSettingTable.revision(db, id, revision);
  const setting = row === undefined ? null : parseSetting(row.setting);
  return {
    agent: { id, projectId, slug, name, instructions },
    parameters: setting === null ? {} : samplingParameters(setting.parameters),
    deadlines: resolveDeadlines(setting?.deadlines ?? {}),
    revision,
    judgeIsStructured,
  };
}

async function makeRoom(db: Database, agentId: string): Promise<void> {
  const ended = (await bakeOffTable.ofAgent(db, agentId)).filter(
    ({ state }) => state !== 'queued' && state !== 'running',
  );
  for (const { id } of ended.slice(keptMax - 1)) await bakeOffTable.delete(db, id);
}
