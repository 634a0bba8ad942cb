import { useState, type ReactElement } from 'react';
import type { Agent } from '@jackfield/control-plane/rest-types';
import { useChangeAgent } from '../../../api/agents.ts';
import { useMe } from '../../../api/rights.ts';
import { Button } from '../../../parts/button.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { SelectField } from '../../../parts/select-field.tsx';
import { notify } from '../../../parts/toasts.tsx';

/** Which project an agent is in, and another for it; nothing where there is only one. */
export function MoveAgent({ agent }: { agent: Agent }): ReactElement | null {
  const me = useMe();
  const change = useChangeAgent(agent.id);
  const [projectId, setProjectId] = useState(agent.projectId);
  const projects = (me?.projects ?? []).filter(({ role }) => role !== 'viewer');
  if (projects.length < 2 || !projects.some(({ id }) => id === agent.projectId)) return null;
  return (
    <form
      aria-label="Project"
      className="space-y-3 border-t border-line pt-6"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ projectId }, { onSuccess: ({ name }) => notify(`${name} is moved`) });
      }}
    >
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-48">
          <SelectField
            label="Project"
            value={projectId}
            onValue={setProjectId}
            choices={projects.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </div>
        <Button type="submit" disabled={projectId === agent.projectId} busy={change.isPending}>
          Move
        </Button>
      </div>
      <p className="text-sm text-muted">Only members of its project see an agent.</p>
      {change.error && <ProblemNotice error={change.error} />}
    </form>
  );
}
