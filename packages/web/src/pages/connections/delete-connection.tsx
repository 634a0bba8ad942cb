import { Link } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { useDeleteConnection } from '../../api/connections.ts';
import { useConnectionObstacle } from '../../api/rights.ts';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { notify } from '../../parts/toasts.tsx';

export function DeleteConnection({
  connection,
  onDeleted,
}: {
  connection: Connection;
  onDeleted: () => void;
}): ReactElement {
  const [asking, setAsking] = useState(false);
  const remove = useDeleteConnection();
  const rights = useConnectionObstacle(connection);
  const inUse =
    connection.usedBy.length > 0 ? 'Agents use it: they have to choose another model first.' : null;
  return (
    <section
      aria-label="Delete this connection"
      className="mt-8 space-y-3 border-t border-line pt-5"
    >
      <div className="flex flex-wrap items-center justify-between gap-4">
        <div>
          <h3 className="font-medium">Delete this connection</h3>
          <p className="text-sm text-muted">Its sealed credential is destroyed with it.</p>
        </div>
        <Button kind="danger" obstacle={rights ?? inUse} onClick={() => setAsking(true)}>
          Delete
        </Button>
      </div>
      {remove.error && <ProblemNotice error={remove.error} />}
      {connection.usedBy.length > 0 && (
        <p className="text-sm text-muted">
          It is in use, and can be deleted once these choose another model:{' '}
          {connection.usedBy.map((agent, index) => (
            <span key={agent.id}>
              {index > 0 && ', '}
              <Link
                to="/agents/$agentId"
                params={{ agentId: agent.id }}
                className="text-ink underline underline-offset-2"
              >
                {agent.name}
              </Link>
            </span>
          ))}
          .
        </p>
      )}
      <ConfirmDialog
        open={asking}
        title={`Delete ${connection.name}?`}
        onCancel={() => setAsking(false)}
        choices={[
          {
            label: 'Delete connection',
            kind: 'danger',
            busy: remove.isPending,
            onChoose: () =>
              remove.mutate(connection.id, {
                onSuccess: () => {
                  notify(`${connection.name} is deleted`);
                  onDeleted();
                },
                onSettled: () => setAsking(false),
              }),
          },
        ]}
      >
        <p>It leaves the catalogue at once. This can’t be undone.</p>
      </ConfirmDialog>
    </section>
  );
}
