import { useParams } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import type { AgentKey, CreatedAgentKey } from '@jackfield/control-plane/rest-types';
import { useAgent } from '../../../api/agents.ts';
import { useAgentKeys, useRevokeAgentKey } from '../../../api/agent-keys.ts';
import { useObstacle } from '../../../api/rights.ts';
import { count } from '../../../model/amounts.ts';
import { Badge } from '../../../parts/badge.tsx';
import { Button } from '../../../parts/button.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { keepFocus } from '../../../parts/keep-focus.ts';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../../parts/skeleton.tsx';
import { notify, notifyProblem } from '../../../parts/toasts.tsx';
import { useNow } from '../../../parts/now.ts';
import { day, When } from '../../../parts/when.tsx';
import { AgentSection } from '../agent-section.tsx';
import { CreateKey } from './create-key.tsx';
import { Snippets } from './snippets.tsx';

export function KeysPage(): ReactElement {
  const { agentId } = useParams({ from: '/shell/agents/$agentId' });
  const agent = useAgent(agentId);
  const keys = useAgentKeys(agentId);
  const obstacle = useObstacle('editor', agent.data?.projectId);
  const [created, setCreated] = useState<CreatedAgentKey | null>(null);
  /** Whose snippet was copied. */
  const [taken, setTaken] = useState<string | null>(null);
  return (
    <AgentSection title="Keys">
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <div className="min-w-0 space-y-4">
          <p className="max-w-prose text-muted">
            A key lets a program call this agent, and only this one. Give each program its own, so
            that one can be revoked without the others.
          </p>
          {obstacle !== null && (
            <p id="keys-obstacle" className="text-sm text-muted">
              {obstacle}
            </p>
          )}
          <CreateKey
            agentId={agentId}
            obstacle={obstacle}
            created={created}
            taken={created !== null && created.id === taken}
            onCreated={setCreated}
          />
          <section ref={keepFocus} tabIndex={-1} aria-label="All keys" className="outline-none">
            {keys.error && !keys.data ? (
              <ProblemNotice error={keys.error} onRetry={() => void keys.refetch()} />
            ) : !keys.data ? (
              <SkeletonRows count={2} what="keys" />
            ) : keys.data.length === 0 ? (
              <EmptyState title="No key yet">
                Create one above, then copy a snippet into your program.
              </EmptyState>
            ) : (
              <ul aria-label="Keys" className="card divide-y divide-line">
                {keys.data.map((key) => (
                  <KeyItem
                    key={key.id}
                    agentId={agentId}
                    agentKey={key}
                    canRevoke={obstacle === null}
                    onRevoked={() => created?.id === key.id && setCreated(null)}
                  />
                ))}
              </ul>
            )}
          </section>
        </div>
        <Snippets
          slug={agent.data?.slug ?? 'default'}
          agentKey={created?.key ?? null}
          onCopied={() => setTaken(created?.id ?? null)}
        />
      </div>
    </AgentSection>
  );
}

function KeyItem({
  agentId,
  agentKey,
  canRevoke,
  onRevoked,
}: {
  agentId: string;
  agentKey: AgentKey;
  canRevoke: boolean;
  onRevoked: () => void;
}): ReactElement {
  const [asking, setAsking] = useState(false);
  const revoke = useRevokeAgentKey(agentId);
  const name = agentKey.name || 'Unnamed key';
  return (
    <li className="flex items-center gap-4 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{name}</p>
        <p className="text-sm text-muted">
          <span className="font-mono">{`jf_agent_…${agentKey.hint}`}</span> · created{' '}
          <When at={agentKey.createdAt} /> ·{' '}
          {agentKey.lastUsedAt === null ? (
            'never used'
          ) : (
            <>
              used <When at={agentKey.lastUsedAt} />
            </>
          )}
          {agentKey.requestsPerMinute !== null &&
            ` · at most ${agentKey.requestsPerMinute === 1 ? 'one turn' : `${count(agentKey.requestsPerMinute)} turns`} a minute`}
          {agentKey.expiresAt !== null && <Expiry at={agentKey.expiresAt} />}
        </p>
      </div>
      <Button
        small
        kind="danger"
        disabled={!canRevoke}
        aria-describedby={canRevoke ? undefined : 'keys-obstacle'}
        aria-label={`Revoke ${name}`}
        onClick={() => setAsking(true)}
      >
        Revoke
      </Button>
      <ConfirmDialog
        open={asking}
        title={`Revoke ${name}?`}
        onCancel={() => setAsking(false)}
        choices={[
          {
            label: 'Revoke',
            kind: 'danger',
            busy: revoke.isPending,
            onChoose: () =>
              revoke.mutate(agentKey.id, {
                onSuccess: () => {
                  notify(`${name} is revoked`);
                  onRevoked();
                },
                onError: notifyProblem,
                onSettled: () => setAsking(false),
              }),
          },
        ]}
      >
        <p>Programs that use it are refused from the next turn on. This can’t be undone.</p>
      </ConfirmDialog>
    </li>
  );
}

function Expiry({ at }: { at: string }): ReactElement {
  const now = useNow();
  if (Date.parse(at) <= now) return <Badge tone="bad">expired</Badge>;
  return <> · until {day(at.slice(0, 10))}</>;
}
