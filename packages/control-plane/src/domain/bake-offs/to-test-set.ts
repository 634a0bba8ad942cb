import type { CaseContent, TestCase, TestSet } from '../../schemas/test-set.ts';
import type { TestCaseRow } from '../../store/tables.ts';
import type { CountedTestSetRow } from '../../store/test-set-table.ts';

/** A rule of thumb of the vendors' for English. */
const charactersPerToken = 4;

export function toTestSet(row: CountedTestSetRow): TestSet {
  return {
    id: row.id,
    agentId: row.agentId,
    name: row.name,
    cases: row.cases,
    promptTokens: Math.ceil(row.characters / charactersPerToken),
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}

export function toTestCase({ id, position, content }: TestCaseRow): TestCase {
  return { id, position, ...caseContentOf(content) };
}

export function caseContentOf(content: string): CaseContent {
  // Holds: only a case that was validated is stored.
  return JSON.parse(content) as CaseContent;
}
