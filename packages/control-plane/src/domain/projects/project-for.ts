import { defaultProjectId } from '../../store/migrations/0005-people.ts';
import { projectTable } from '../../store/project-table.ts';
import type { Database } from '../../store/tables.ts';
import { roleIn } from '../access/actor.ts';
import type { Actor } from '../access/actor.ts';
import { reaches } from '../access/role.ts';
import { refuseField } from '../refuse-field.ts';

/**
 * The project that a new thing goes into, or one is moved to. Without a word it is the only one that
 * the actor may change, else the project Default. Whether a project isn't there or isn't theirs is
 * answered alike.
 *
 * @throws ProblemError 422 `project_unknown`, `project_needed`
 */
export async function projectFor(
  db: Database,
  actor: Actor,
  wanted: string | undefined,
): Promise<string> {
  if (wanted !== undefined) {
    const project = await projectTable.byId(db, wanted);
    if (project !== undefined && mayChange(actor, wanted)) return wanted;
    const message = 'You may change no project with this id. GET /api/v1/projects lists yours.';
    throw refuseField('projectId', 'project_unknown', message);
  }
  const changeable = [...actor.projects.keys()].filter((id) => mayChange(actor, id));
  const [only, ...others] = changeable;
  if (actor.role !== 'admin' && only !== undefined && others.length === 0) return only;
  if (mayChange(actor, defaultProjectId)) return defaultProjectId;
  const message = 'Say which of your projects it belongs to. GET /api/v1/projects lists them.';
  throw refuseField('projectId', 'project_needed', message);
}

function mayChange(actor: Actor, projectId: string): boolean {
  const role = roleIn(actor, projectId);
  return role !== null && reaches(role, 'editor');
}
