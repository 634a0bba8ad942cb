import { useState, type ReactElement } from 'react';
import type { Project } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../api/api-problem.ts';
import { useDeleteProject, useSaveProject } from '../../api/projects.ts';
import { useObstacle } from '../../api/rights.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { notify } from '../../parts/toasts.tsx';

/** Names a project, new or not; an empty one can be deleted. */
export function ProjectNameForm({
  project,
  onSaved,
  onDeleted,
}: {
  project: Project | null;
  onSaved: (project: Project) => void;
  onDeleted: () => void;
}): ReactElement {
  const [name, setName] = useState(project?.name ?? '');
  const save = useSaveProject(project?.id ?? null);
  const remove = useDeleteProject();
  const rights = useObstacle('admin');
  const fields = save.error ? toProblem(save.error).fields : new Map<string, string>();
  const whyKept =
    rights ??
    (project?.isDefault
      ? 'It stays: agents go here that name no project.'
      : project && project.agents + project.connections > 0
        ? 'Move or delete its agents and connections first.'
        : null);
  return (
    <form
      className={project ? 'space-y-4 border-t border-line pt-5' : 'space-y-4'}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(
          { name },
          {
            onSuccess: (saved) => {
              notify(project ? `It is called ${saved.name} now` : `${saved.name} is made`);
              onSaved(saved);
            },
          },
        );
      }}
    >
      <TextField
        label="Name"
        required
        value={name}
        onValue={setName}
        disabled={rights !== null}
        error={fields.get('name')}
      />
      {save.error && !toProblem(save.error).isAllSaidAt(['name']) && (
        <ProblemNotice error={save.error} />
      )}
      {remove.error && <ProblemNotice error={remove.error} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          type="submit"
          kind="primary"
          obstacle={rights}
          disabled={name === project?.name}
          busy={save.isPending}
        >
          {project ? 'Rename' : 'Make the project'}
        </Button>
        {project && (
          <Button
            kind="danger"
            disabled={whyKept !== null}
            busy={remove.isPending}
            aria-describedby="project-kept"
            onClick={() =>
              remove.mutate(project.id, {
                onSuccess: () => {
                  notify(`${project.name} is deleted`);
                  onDeleted();
                },
              })
            }
          >
            Delete project
          </Button>
        )}
        {project && (
          <p id="project-kept" className="text-sm text-muted">
            {whyKept}
          </p>
        )}
      </div>
    </form>
  );
}
