import { useState, type ReactElement } from 'react';
import type { AllowedEndpoint } from '@jackfield/control-plane/rest-types';
import { useAllowedEndpoints, useForbidEndpoint } from '../../api/endpoints.ts';
import { useObstacle } from '../../api/rights.ts';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { notifyProblem } from '../../parts/toasts.tsx';
import { When } from '../../parts/when.tsx';

/** The private addresses connections may reach; absent while there is none to speak of. */
export function AllowedEndpoints(): ReactElement | null {
  const allowed = useAllowedEndpoints();
  if (!allowed.data?.length) return null;
  return (
    <section aria-label="Allowed private addresses" className="mt-10 max-w-3xl">
      <h2 className="font-semibold">Allowed private addresses</h2>
      <p className="mb-3 text-muted">
        Jackfield reaches no private address but these. Public addresses need no entry.
      </p>
      <ul className="card divide-y divide-line">
        {allowed.data.map((endpoint) => (
          <Item key={endpoint.id} allowed={endpoint} />
        ))}
      </ul>
    </section>
  );
}

function Item({ allowed }: { allowed: AllowedEndpoint }): ReactElement {
  const [asking, setAsking] = useState(false);
  const forbid = useForbidEndpoint();
  const obstacle = useObstacle('admin');
  return (
    <li className="flex min-h-13 items-center gap-4 px-4 py-2">
      <div className="min-w-0 flex-1">
        <p className="truncate font-mono text-sm">{allowed.endpoint}</p>
        <p className="text-sm text-muted">
          {allowed.source === 'environment' ? (
            'from JACKFIELD_ALLOW_ENDPOINTS'
          ) : (
            <>
              allowed{allowed.allowedBy !== null && ` by ${allowed.allowedBy}`}
              {allowed.allowedAt !== null && (
                <>
                  {' '}
                  <When at={allowed.allowedAt} />
                </>
              )}
            </>
          )}
        </p>
      </div>
      {allowed.source === 'saved' && (
        <Button
          small
          kind="danger"
          obstacle={obstacle}
          aria-label={`Forbid ${allowed.endpoint}`}
          onClick={() => setAsking(true)}
        >
          Forbid
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        title={`Forbid ${allowed.endpoint}?`}
        onCancel={() => setAsking(false)}
        choices={[
          {
            label: 'Forbid',
            kind: 'danger',
            busy: forbid.isPending,
            onChoose: () =>
              forbid.mutate(allowed.id, {
                onError: notifyProblem,
                onSettled: () => setAsking(false),
              }),
          },
        ]}
      >
        <p>Turns on connections to this address fail from the next one on.</p>
      </ConfirmDialog>
    </li>
  );
}
