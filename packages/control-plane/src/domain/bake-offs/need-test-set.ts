import type { Database, TestCaseRow } from '../../store/tables.ts';
import { testCaseTable } from '../../store/test-case-table.ts';
import { testSetTable, type CountedTestSetRow } from '../../store/test-set-table.ts';
import { notFound } from '../not-found.ts';

/** @throws ProblemError 404, also for another agent's. */
export async function needTestSet(
  db: Database,
  agentId: string,
  id: string,
): Promise<CountedTestSetRow> {
  const row = await testSetTable.byId(db, agentId, id);
  if (row === undefined) throw notFound('test set', id, '/agents/{id}/test-sets');
  return row;
}

/** @throws ProblemError 404 */
export async function needTestCase(
  db: Database,
  testSetId: string,
  id: string,
): Promise<TestCaseRow> {
  const row = await testCaseTable.byId(db, testSetId, id);
  if (row !== undefined) return row;
  throw notFound('test case', id, '/agents/{id}/test-sets/{testSetId}/cases');
}
