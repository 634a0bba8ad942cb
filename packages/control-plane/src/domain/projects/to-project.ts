import type { Project } from '../../schemas/project.ts';
import { defaultProjectId } from '../../store/migrations/0005-people.ts';
import type { ProjectRow } from '../../store/tables.ts';
import { roleIn } from '../access/actor.ts';
import type { Actor } from '../access/actor.ts';

export function toProject(
  row: ProjectRow,
  actor: Actor,
  size: { agents: number; connections: number } = { agents: 0, connections: 0 },
): Project {
  return {
    id: row.id,
    name: row.name,
    isDefault: row.id === defaultProjectId,
    role: roleIn(actor, row.id) ?? 'viewer',
    ...size,
    createdAt: new Date(row.createdAt).toISOString(),
  };
}
