import { ProblemError } from '../../problem-error.ts';
import type { Change } from '../../publish/changes.ts';
import type { CaseContent } from '../../schemas/test-set.ts';
import { newId } from '../../store/new-id.ts';
import type { TestSetRow } from '../../store/tables.ts';
import { testCaseTable } from '../../store/test-case-table.ts';
import { testSetTable, type CountedTestSetRow } from '../../store/test-set-table.ts';
import { toTestCase } from './to-test-set.ts';

export const casesMax = 2_000;

/** Puts cases behind those there are. @throws ProblemError 409 where there would be too many. */
export async function addCases(
  { db, now }: Pick<Change, 'db' | 'now'>,
  testSet: CountedTestSetRow,
  contents: readonly CaseContent[],
): Promise<ReturnType<typeof toTestCase>[]> {
  if (testSet.cases + contents.length > casesMax) {
    throw new ProblemError(
      409,
      'too_many_cases',
      `A test set holds at most ${casesMax} cases; this one has ${testSet.cases}. Make another.`,
    );
  }
  const last = await testCaseTable.lastPosition(db, testSet.id);
  const rows = contents.map((content, index) => ({
    id: newId('tca'),
    testSetId: testSet.id,
    position: last + 1 + index,
    content: JSON.stringify(content),
  }));
  await testCaseTable.insert(db, rows);
  await testSetTable.touch(db, testSet.id, now);
  return rows.map(toTestCase);
}

export function auditTarget({ id, name }: Pick<TestSetRow, 'id' | 'name'>) {
  return { kind: 'test_set', id, name };
}
