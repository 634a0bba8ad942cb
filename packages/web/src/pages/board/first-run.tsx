import { Link, useNavigate } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import { useState, type ReactElement, type ReactNode } from 'react';
import type { Agent } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../api/api-problem.ts';
import { useCreateAgent } from '../../api/agents.ts';
import { useConnections } from '../../api/connections.ts';
import { useProviders } from '../../api/providers.ts';
import { Button, buttonLook } from '../../parts/button.tsx';
import { classNames } from '../../parts/class-names.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { ConnectFirstModel } from './connect-first-model.tsx';

/** What the empty board leads through: a model, an agent, the choice. */
export function FirstRun({ agents }: { agents: readonly Agent[] }): ReactElement {
  const connections = useConnections();
  const providers = useProviders();
  const ready = [
    ...(connections.data ?? []).map((connection) => connection.name),
    ...(providers.data ?? [])
      .filter((provider) => provider.ready && provider.id !== 'byom')
      .map((provider) => provider.name),
  ];
  const current = ready.length === 0 ? 1 : agents.length === 0 ? 2 : 3;
  return (
    <div className="max-w-4xl">
      <p className="mb-6 max-w-2xl text-lg text-muted">
        Every agent is a line, every model a circuit. Three steps plug the first one in.
      </p>
      <ol className="space-y-3">
        <Step
          number={1}
          current={current}
          title="Connect a model"
          done={ready.length > 0 && `Ready: ${ready.join(', ')}`}
        >
          <ConnectFirstModel />
        </Step>
        <Step
          number={2}
          current={current}
          title="Create an agent"
          done={agents[0] && `Created: ${agents.map((agent) => agent.name).join(', ')}`}
        >
          <CreateFirstAgent />
        </Step>
        <Step
          number={3}
          current={current}
          title="Choose its model, press Save, and call it"
          done={false}
        >
          {agents[0] ? (
            <Link
              to="/agents/$agentId"
              params={{ agentId: agents[0].id }}
              className={buttonLook('primary')}
            >
              Choose a model for {agents[0].name}
            </Link>
          ) : null}
        </Step>
      </ol>
    </div>
  );
}

interface StepProps {
  readonly number: number;
  readonly current: number;
  readonly title: string;
  readonly done: string | false | undefined;
  readonly children: ReactNode;
}

function Step({ number, current, title, done, children }: StepProps): ReactElement {
  const active = number === current;
  return (
    <li
      aria-current={active ? 'step' : undefined}
      className={classNames('card p-5', !active && 'bg-transparent shadow-none')}
    >
      <div className="flex items-start gap-4">
        <span
          aria-hidden
          className={classNames(
            'figures flex size-7 shrink-0 items-center justify-center rounded-full border text-sm font-semibold',
            done
              ? 'border-good bg-good-soft text-good-ink'
              : active
                ? 'border-transparent bg-plug text-on-plug'
                : 'border-edge text-muted',
          )}
        >
          {done ? <Check size={15} /> : number}
        </span>
        <div className="min-w-0 flex-1">
          <h2 className={classNames('text-lg font-semibold', !active && !done && 'text-muted')}>
            <span className="sr-only">Step {number}: </span>
            {title}
          </h2>
          {done && <p className="text-muted">{done}</p>}
          {active && <div className="mt-4 -ml-11 sm:ml-0">{children}</div>}
        </div>
      </div>
    </li>
  );
}

function CreateFirstAgent(): ReactElement {
  const [name, setName] = useState('');
  const create = useCreateAgent();
  const navigate = useNavigate();
  const nameError = create.error ? toProblem(create.error).fields.get('name') : undefined;
  return (
    <form
      className="max-w-md space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(
          { name },
          {
            onSuccess: (agent) =>
              void navigate({ to: '/agents/$agentId', params: { agentId: agent.id } }),
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
        error={nameError}
        hint="What callers talk to: a phone line, a chat window, a kiosk."
      />
      {create.error && nameError === undefined && <ProblemNotice error={create.error} />}
      <Button type="submit" kind="primary" busy={create.isPending}>
        Create agent
      </Button>
    </form>
  );
}
