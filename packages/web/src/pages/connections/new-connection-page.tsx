import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import { useObstacle } from '../../api/rights.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { UnsavedGuard } from '../../parts/unsaved-guard.tsx';
import { ConnectionWizard } from './wizard/connection-wizard.tsx';
import { ConnectionBreadcrumb } from './connection-breadcrumb.tsx';

/** Connects an endpoint, step by step. */
export function NewConnectionPage(): ReactElement {
  const navigate = useNavigate();
  const [dirty, setDirty] = useState(false);
  const obstacle = useObstacle('editor');
  return (
    <Page
      above={<ConnectionBreadcrumb />}
      title="Connect an endpoint"
      lead="Any server that answers POST in OpenAI’s chat/completions format. It is checked before it is saved, so that callers don’t find out first."
    >
      {obstacle !== null ? (
        <EmptyState title="You can’t connect an endpoint here">{obstacle}</EmptyState>
      ) : (
        <ConnectionWizard
          saved={null}
          onDirty={setDirty}
          onSaved={(connection) =>
            void navigate({
              to: '/connections/$connectionId',
              params: { connectionId: connection.id },
              ignoreBlocker: true,
            })
          }
        />
      )}
      <UnsavedGuard active={dirty} />
    </Page>
  );
}
