import type {
  AssertionResult,
  BakeOff,
  BakeOffAnswer,
  BakeOffResult,
  MeasuredBakeOff,
} from '../../schemas/bake-off.ts';
import { bakeOffResultTable } from '../../store/bake-off-result-table.ts';
import { bakeOffTable } from '../../store/bake-off-table.ts';
import type { BakeOffCaseRow, BakeOffResultRow, BakeOffRow, Database } from '../../store/tables.ts';
import { notFound } from '../not-found.ts';
import { costUnit } from '../turns/turn-cost.ts';
import type { BakeOffSetup } from './bake-off-setup.ts';
import { summarise, type Candidate } from './summarise.ts';
import { caseContentOf } from './to-test-set.ts';
import { verdict } from './verdict.ts';

/** @throws ProblemError 404, also for another agent's. */
export async function needBakeOff(db: Database, agentId: string, id: string): Promise<BakeOffRow> {
  const row = await bakeOffTable.byId(db, agentId, id);
  if (row === undefined) throw notFound('bake-off', id, '/agents/{id}/bake-offs');
  return row;
}

export function toBakeOff(row: BakeOffRow, finished: number): BakeOff {
  const candidates = candidatesOf(row);
  return {
    id: row.id,
    agentId: row.agentId,
    testSet: { id: row.testSetId, name: row.testSetName },
    state: row.state,
    candidates: [...candidates],
    baseline: row.baseline,
    judge: row.judge,
    revision: setupOf(row).revision,
    cases: row.cases,
    total: row.cases * candidates.length,
    finished,
    parallel: row.parallel,
    createdAt: new Date(row.createdAt).toISOString(),
    createdBy: row.createdBy,
    startedAt: iso(row.startedAt),
    endedAt: iso(row.endedAt),
    problem: row.problem,
  };
}

/** With what its results come to so far. */
export async function measuredBakeOff(db: Database, row: BakeOffRow): Promise<MeasuredBakeOff> {
  const { baseline, cases } = row;
  const results = await bakeOffResultTable.measured(db, row.id, cases);
  const differing =
    baseline === null
      ? new Map<string, number>()
      : await bakeOffResultTable.differingOf(db, row.id, baseline);
  const summary = summarise(candidatesOf(row), results, differing);
  return {
    ...toBakeOff(row, results.length),
    summary,
    verdict: verdict({ summary, baseline, results, cases }),
  };
}

/** Cases with what each candidate made of them. */
export async function toResults(
  db: Database,
  row: BakeOffRow,
  cases: readonly BakeOffCaseRow[],
): Promise<BakeOffResult[]> {
  const positions = cases.map(({ position }) => position);
  const results = await bakeOffResultTable.ofCases(db, row.id, positions);
  const candidates = candidatesOf(row);
  return cases.map(({ position, content }) => ({
    position,
    case: caseContentOf(content),
    answers: candidates.flatMap(({ model }) =>
      results
        .filter((result) => result.position === position && result.model === model)
        .map(toAnswer),
    ),
  }));
}

function toAnswer(row: BakeOffResultRow): BakeOffAnswer {
  return {
    model: row.model,
    outcome: row.outcome,
    errorCode: row.errorCode,
    errorMessage: row.errorMessage,
    text: row.answer,
    // Holds for both: only the runner writes them.
    toolCalls: JSON.parse(row.toolCalls) as BakeOffAnswer['toolCalls'],
    assertions: JSON.parse(row.assertions) as AssertionResult[],
    firstTokenMs: row.firstTokenMs,
    durationMs: row.durationMs,
    promptTokens: row.promptTokens,
    completionTokens: row.completionTokens,
    costUsd: row.cost === null ? null : row.cost / costUnit,
    passed: row.passed === null ? null : row.passed === 1,
  };
}

export function candidatesOf({ candidates }: Pick<BakeOffRow, 'candidates'>): readonly Candidate[] {
  // Holds for both: only `startBakeOff` writes them.
  return JSON.parse(candidates) as Candidate[];
}

export function setupOf({ setup }: Pick<BakeOffRow, 'setup'>): BakeOffSetup {
  return JSON.parse(setup) as BakeOffSetup;
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
