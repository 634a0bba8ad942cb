import type { Connection, Me, Role } from '@jackfield/control-plane/rest-types';
import { useSession } from './session.ts';

const ranks: Record<Role, number> = { viewer: 0, editor: 1, admin: 2 };

/**
 * Who is signed in; `null` until that is known. A page whose session has ended goes on as theirs, so that
 * what was typed there stays where it is.
 */
export function useMe(): Me | null {
  const { data } = useSession();
  return (data?.signedIn ? data.session : data?.ended)?.user ?? null;
}

/**
 * Why this can't be done by whoever is signed in, in words; `null` when it can. The server judges
 * again: here it is only said before it is tried. Without a project, somewhere is enough.
 */
export function useObstacle(
  need: 'editor' | 'admin',
  projectId?: string,
  doing = 'Changing this',
): string | null {
  const me = useMe();
  if (me === null || me.role === 'admin') return null;
  if (need === 'admin') return 'Only an admin can do this.';
  const held = me.projects
    .filter(({ id }) => projectId === undefined || id === projectId)
    .some(({ role }) => ranks[role] >= ranks[need]);
  if (held) return null;
  return me.projects.length === 0
    ? 'You are in no project yet; an admin can add you to one.'
    : `${doing} takes the role editor, which an admin can give you.`;
}

/** Why a connection can't be changed or checked; what is shared is an admin's. */
export function useConnectionObstacle({
  projectId,
  shared,
}: Pick<Connection, 'projectId' | 'shared'>): string | null {
  const admin = useObstacle('admin');
  const editor = useObstacle('editor', projectId);
  if (!shared || admin === null) return editor;
  return 'Every project uses it, so only an admin can change or check it.';
}
