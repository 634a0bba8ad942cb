import type { ReactElement } from 'react';
import { useMe } from '../api/rights.ts';
import { Badge } from '../parts/badge.tsx';

/** Whose a thing is; nothing where one sees a single project only. */
export function ProjectName({ id }: { id: string }): ReactElement | null {
  const me = useMe();
  if (me === null || me.projects.length < 2) return null;
  const project = me.projects.find((each) => each.id === id);
  return project ? <Badge>{project.name}</Badge> : null;
}
