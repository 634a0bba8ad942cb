import { useNavigate, useParams } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { useConnection } from '../../api/connections.ts';
import { useConnectionObstacle } from '../../api/rights.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { UnsavedGuard } from '../../parts/unsaved-guard.tsx';
import { When } from '../../parts/when.tsx';
import { ConnectionBreadcrumb } from './connection-breadcrumb.tsx';
import { toConnectionChange, toConnectionDraft } from './connection-draft.ts';
import { ConnectionGate } from './connection-gate.tsx';
import { ConnectionWizard } from './wizard/connection-wizard.tsx';

/** Changes a connection by the steps by which it was made. */
export function EditConnectionPage(): ReactElement {
  const { connectionId } = useParams({ from: '/shell/connections/$connectionId/edit' });
  const connection = useConnection(connectionId);
  return (
    <Page
      above={<ConnectionBreadcrumb connection={connection.data ?? null} />}
      title={`Edit ${connection.data?.name ?? 'a connection'}`}
      lead="What you change is checked before it is saved. A credential or private key you leave empty stays as it is."
    >
      <ConnectionGate query={connection}>
        {(saved) => <Editor key={saved.id} saved={saved} />}
      </ConnectionGate>
    </Page>
  );
}

/** Edits what was there when it was opened; a save of somebody else's is told, and never undone. */
function Editor({ saved }: { saved: Connection }): ReactElement {
  const [opened, setOpened] = useState(saved);
  const [dirty, setDirty] = useState(false);
  const navigate = useNavigate();
  const obstacle = useConnectionObstacle(opened);
  const theirs = changedMeanwhile(opened, saved);
  if (obstacle !== null) {
    return <EmptyState title="You can look at it, not change it">{obstacle}</EmptyState>;
  }
  return (
    <div className="space-y-6">
      {theirs.length > 0 && (
        <div role="alert" className="max-w-2xl">
          <Notice tone="warn" title="Somebody changed this connection meanwhile">
            <p>
              Changed <When at={saved.updatedAt} />: {theirs.join(', ')}. The audit says who. What
              you save here changes only what you edit.
            </p>
            <Button small className="mt-2" onClick={() => setOpened(saved)}>
              Load theirs, drop mine
            </Button>
          </Notice>
        </div>
      )}
      <ConnectionWizard
        key={opened.updatedAt}
        saved={opened}
        onDirty={setDirty}
        onSaved={({ id }) =>
          void navigate({
            to: '/connections/$connectionId',
            params: { connectionId: id },
            ignoreBlocker: true,
          })
        }
      />
      <UnsavedGuard active={dirty} />
    </div>
  );
}

const fieldNames = {
  name: 'name',
  url: 'URL',
  modelId: 'model ID',
  auth: 'authorisation',
  tls: 'TLS',
  streaming: 'streaming',
  projectId: 'project',
  shared: 'sharing',
} as const;

function changedMeanwhile(opened: Connection, now: Connection): string[] {
  const change = toConnectionChange(toConnectionDraft(now), opened);
  return Object.entries(fieldNames)
    .filter(([field]) => field in change)
    .map(([, name]) => name);
}
