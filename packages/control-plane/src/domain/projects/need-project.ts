import { projectTable } from '../../store/project-table.ts';
import type { Database, ProjectRow } from '../../store/tables.ts';
import { notFound } from '../not-found.ts';

/** @throws ProblemError 404 */
export async function needProject(db: Database, id: string): Promise<ProjectRow> {
  const project = await projectTable.byId(db, id);
  if (project === undefined) throw notFound('project', id, '/projects');
  return project;
}
