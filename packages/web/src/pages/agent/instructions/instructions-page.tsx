import { useNavigate, useParams } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import type { Agent } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../../api/api-problem.ts';
import { useAgent, useChangeAgent, useDeleteAgent } from '../../../api/agents.ts';
import { useObstacle } from '../../../api/rights.ts';
import { Button } from '../../../parts/button.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../../parts/skeleton.tsx';
import { TextAreaField, TextField } from '../../../parts/text-field.tsx';
import { notify, notifyProblem } from '../../../parts/toasts.tsx';
import { AgentSection } from '../agent-section.tsx';
import { UnsavedGuard } from '../../../parts/unsaved-guard.tsx';
import { MoveAgent } from './move-agent.tsx';

export function InstructionsPage(): ReactElement {
  const { agentId } = useParams({ from: '/shell/agents/$agentId' });
  const agent = useAgent(agentId);
  return (
    <AgentSection title="Instructions & details">
      {agent.data ? (
        <Details key={agentId} agent={agent.data} />
      ) : (
        <SkeletonRows count={3} what="the agent" />
      )}
    </AgentSection>
  );
}

function Details({ agent }: { agent: Agent }): ReactElement {
  const [name, setName] = useState(agent.name);
  const [slug, setSlug] = useState(agent.slug);
  const [instructions, setInstructions] = useState(agent.instructions ?? '');
  const change = useChangeAgent(agent.id);
  const rights = useObstacle('editor', agent.projectId);
  const changed =
    name !== agent.name || slug !== agent.slug || instructions !== (agent.instructions ?? '');
  const fields = change.error ? toProblem(change.error).fields : new Map<string, string>();
  return (
    <div className="max-w-3xl space-y-8">
      <form
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(
            {
              ...(name === agent.name ? {} : { name }),
              ...(slug === agent.slug ? {} : { slug }),
              ...(instructions === (agent.instructions ?? '')
                ? {}
                : { instructions: instructions || null }),
            },
            {
              onSuccess: (saved) => {
                setName(saved.name);
                setSlug(saved.slug);
                notify(`${saved.name} is saved`, 'Live for the next turn.');
              },
            },
          );
        }}
      >
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField
            label="Name"
            required
            value={name}
            onValue={setName}
            error={fields.get('name')}
          />
          <TextField
            label="Slug"
            required
            mono
            value={slug}
            onValue={setSlug}
            error={fields.get('slug')}
            hint={
              slug === agent.slug
                ? 'What programs call it.'
                : 'Programs that name the old slug are refused once this is saved.'
            }
          />
        </div>
        <TextAreaField
          label="Instructions"
          rows={14}
          value={instructions}
          onValue={setInstructions}
          error={fields.get('instructions')}
          hint="The system prompt put before a conversation that brings no system message of its own."
        />
        {change.error && !toProblem(change.error).isAllSaidAt(['name', 'slug', 'instructions']) && (
          <ProblemNotice error={change.error} />
        )}
        <div className="flex items-center gap-3">
          <Button
            type="submit"
            kind="primary"
            disabled={rights !== null || !changed}
            busy={change.isPending}
            aria-describedby="details-obstacle"
          >
            Save
          </Button>
          <p id="details-obstacle" className="text-sm text-muted">
            {rights ?? (!changed && 'Nothing has changed yet.')}
          </p>
        </div>
      </form>
      <MoveAgent key={agent.projectId} agent={agent} />
      <DeleteAgent agent={agent} />
      <UnsavedGuard active={changed && !change.isPending} />
    </div>
  );
}

function DeleteAgent({ agent }: { agent: Agent }): ReactElement {
  const [asking, setAsking] = useState(false);
  const remove = useDeleteAgent(agent.id);
  const rights = useObstacle('editor', agent.projectId);
  const navigate = useNavigate();
  return (
    <section
      aria-label="Delete this agent"
      className="flex flex-wrap items-center justify-between gap-4 border-t border-line pt-6"
    >
      <div>
        <h2 className="font-medium">Delete this agent</h2>
        <p id="delete-agent-words" className="text-sm text-muted">
          {rights ??
            'Its keys stop working at once. Its history stays in the audit only, and its turns for as long as others.'}
        </p>
      </div>
      <Button
        kind="danger"
        disabled={rights !== null}
        aria-describedby="delete-agent-words"
        onClick={() => setAsking(true)}
      >
        Delete agent
      </Button>
      <ConfirmDialog
        open={asking}
        title={`Delete ${agent.name}?`}
        onCancel={() => setAsking(false)}
        choices={[
          {
            label: 'Delete agent',
            kind: 'danger',
            busy: remove.isPending,
            onChoose: () =>
              remove.mutate(undefined, {
                onSuccess: () => {
                  notify(`${agent.name} is deleted`);
                  void navigate({ to: '/', ignoreBlocker: true });
                },
                onError: (error) => {
                  setAsking(false);
                  notifyProblem(error);
                },
              }),
          },
        ]}
      >
        <p>Callers with its keys are refused from the next turn on. This can’t be undone.</p>
      </ConfirmDialog>
    </section>
  );
}
