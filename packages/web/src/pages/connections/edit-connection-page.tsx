import { useNavigate, useParams } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import { useConnection } from '../../api/connections.ts';
import { Page } from '../../parts/page.tsx';
import { UnsavedGuard } from '../../parts/unsaved-guard.tsx';
import { ConnectionBreadcrumb } from './connection-breadcrumb.tsx';
import { ConnectionGate } from './connection-gate.tsx';
import { ConnectionWizard } from './wizard/connection-wizard.tsx';

/** Changes a connection by the steps by which it was made. */
export function EditConnectionPage(): ReactElement {
  const { connectionId } = useParams({ from: '/shell/connections/$connectionId/edit' });
  const connection = useConnection(connectionId);
  const navigate = useNavigate();
  const [dirty, setDirty] = useState(false);
  const name = connection.data?.name ?? 'a connection';
  return (
    <Page
      above={<ConnectionBreadcrumb connection={connection.data ?? null} />}
      title={`Edit ${name}`}
      lead="What you change is checked before it is saved. A credential you leave empty stays as it is."
    >
      <ConnectionGate query={connection}>
        {(saved) => (
          <ConnectionWizard
            // What is shown was loaded once; somebody else's save must not change it under the hand.
            key={saved.id}
            saved={saved}
            onDirty={setDirty}
            onSaved={({ id }) =>
              void navigate({
                to: '/connections/$connectionId',
                params: { connectionId: id },
                ignoreBlocker: true,
              })
            }
          />
        )}
      </ConnectionGate>
      <UnsavedGuard active={dirty} />
    </Page>
  );
}
