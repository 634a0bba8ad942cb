import type { ReactElement } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { useMe, useObstacle } from '../../../api/rights.ts';
import { SelectField } from '../../../parts/select-field.tsx';
import { SwitchField } from '../../../parts/switch-field.tsx';
import type { StepProps } from './endpoint-step.tsx';

/** Whose agents may use it; nothing where there is one project only. */
export function ProjectChoice({
  draft,
  onChange,
  errors,
  saved,
}: StepProps & { saved: Connection | null }): ReactElement | null {
  const all = useMe()?.projects ?? [];
  const notAdmin = useObstacle('admin');
  const projects = all.filter(({ id, role }) => role !== 'viewer' || id === saved?.projectId);
  if (all.length < 2 && !draft.shared) return null;
  return (
    <>
      {projects.length > 1 && (
        <SelectField
          label="Project"
          value={draft.projectId}
          onValue={(projectId) => onChange({ projectId })}
          choices={projects.map(({ id, name }) => ({ value: id, label: name }))}
          hint="Its members see the connection, and its agents may use it."
          error={errors.get('projectId')}
        />
      )}
      <SwitchField
        label="Shared with all projects"
        checked={draft.shared}
        onChange={(shared) => onChange({ shared })}
        obstacle={notAdmin === null ? null : 'Only an admin can share it with every project.'}
        hint={
          draft.shared
            ? 'Everybody sees it, agents of every project may use it, and only admins may change it.'
            : 'Nobody outside its project sees it.'
        }
        error={errors.get('shared')}
      />
    </>
  );
}
