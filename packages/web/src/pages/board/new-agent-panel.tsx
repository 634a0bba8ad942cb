import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import { toProblem } from '../../api/api-problem.ts';
import { useCreateAgent } from '../../api/agents.ts';
import { useMe } from '../../api/rights.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SelectField } from '../../parts/select-field.tsx';
import { SidePanel } from '../../parts/side-panel.tsx';
import { TextAreaField, TextField } from '../../parts/text-field.tsx';
import { notify } from '../../parts/toasts.tsx';

export function NewAgentPanel({
  open,
  onClose,
}: {
  open: boolean;
  onClose: () => void;
}): ReactElement {
  return (
    <SidePanel
      open={open}
      onClose={onClose}
      title="New agent"
      lead="What callers talk to. You choose its model next."
    >
      <NewAgentForm />
    </SidePanel>
  );
}

function NewAgentForm(): ReactElement {
  const [name, setName] = useState('');
  const [slug, setSlug] = useState('');
  const [instructions, setInstructions] = useState('');
  const [project, setProject] = useState<string | null>(null);
  const projects = (useMe()?.projects ?? []).filter(({ role }) => role !== 'viewer');
  const projectId = project ?? projects[0]?.id;
  const create = useCreateAgent();
  const navigate = useNavigate();
  const fields = create.error ? toProblem(create.error).fields : new Map<string, string>();
  return (
    <form
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(
          {
            name,
            ...(slug.trim() ? { slug: slug.trim() } : {}),
            ...(instructions.trim() ? { instructions } : {}),
            ...(projects.length > 1 && projectId ? { projectId } : {}),
          },
          {
            onSuccess: (agent) => {
              notify(`${agent.name} is on the board`, 'Now choose its model.');
              void navigate({ to: '/agents/$agentId', params: { agentId: agent.id } });
            },
          },
        );
      }}
    >
      <TextField
        label="Name"
        required
        placeholder="Front desk"
        value={name}
        onValue={setName}
        error={fields.get('name')}
      />
      <TextField
        label="Slug"
        mono
        placeholder={toSlug(name) || 'front-desk'}
        value={slug}
        onValue={setSlug}
        error={fields.get('slug')}
        hint="What programs call it. Left empty, it is made from the name."
      />
      {projects.length > 1 && (
        <SelectField
          label="Project"
          value={projectId ?? ''}
          onValue={setProject}
          choices={projects.map((each) => ({ value: each.id, label: each.name }))}
          hint="Its members see the agent, and nobody else but admins."
        />
      )}
      <TextAreaField
        label="Instructions"
        value={instructions}
        onValue={setInstructions}
        error={fields.get('instructions')}
        hint="Optional. Put before every conversation that brings no system message of its own."
      />
      {create.error && !toProblem(create.error).isAllSaidAt(['name', 'slug', 'instructions']) && (
        <ProblemNotice error={create.error} />
      )}
      <Button type="submit" kind="primary" busy={create.isPending}>
        Create agent
      </Button>
    </form>
  );
}

/** A guess, shown as the placeholder only: the server makes the real one. */
function toSlug(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
}
