import type { ReactElement } from 'react';
import { useMe } from '../api/rights.ts';
import { SelectField } from '../parts/select-field.tsx';

/** Narrows a list to one project; nothing where one sees a single project only. */
export function ProjectFilter({
  project,
  onProject,
}: {
  project: string | undefined;
  onProject: (project: string | undefined) => void;
}): ReactElement | null {
  const projects = useMe()?.projects ?? [];
  if (projects.length < 2) return null;
  return (
    <div className="w-44">
      <SelectField
        bare
        label="Project"
        value={project ?? ''}
        onValue={(chosen) => onProject(chosen || undefined)}
        choices={[
          { value: '', label: 'Every project' },
          ...projects.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </div>
  );
}
