import { useState, type ReactElement } from 'react';
import type { OwnSession } from '@jackfield/control-plane/rest-types';
import { useEndSession, useOwnSessions } from '../../api/account.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { useNow } from '../../parts/now.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { notifyProblem } from '../../parts/toasts.tsx';
import { When } from '../../parts/when.tsx';
import { browserName } from './browser-name.ts';
import { AccountSection } from './account-section.tsx';
import { lastUse } from './last-use.ts';

export function OwnSessions(): ReactElement {
  const sessions = useOwnSessions();
  const end = useEndSession();
  const [asking, setAsking] = useState(false);
  return (
    <AccountSection title="Sessions" lead="Where you are signed in. What you end is ended at once.">
      {sessions.error && !sessions.data ? (
        <ProblemNotice error={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : !sessions.data ? (
        <SkeletonRows count={2} what="sessions" />
      ) : (
        <ul aria-label="Sessions" className="divide-y divide-line">
          {sessions.data.map((session) => (
            <SessionItem
              key={session.id}
              session={session}
              busy={end.isPending}
              onEnd={() => end.mutate(session.id, { onError: notifyProblem })}
            />
          ))}
        </ul>
      )}
      <Button kind="danger" onClick={() => setAsking(true)}>
        Sign out everywhere
      </Button>
      <ConfirmDialog
        open={asking}
        title="Sign out everywhere?"
        onCancel={() => setAsking(false)}
        choices={[
          {
            label: 'Sign out everywhere',
            kind: 'danger',
            busy: end.isPending,
            onChoose: () => end.mutate(null, { onError: notifyProblem }),
          },
        ]}
      >
        <p>Every session of yours ends, this one too. API tokens stay.</p>
      </ConfirmDialog>
    </AccountSection>
  );
}

function SessionItem({
  session,
  busy,
  onEnd,
}: {
  session: OwnSession;
  busy: boolean;
  onEnd: () => void;
}): ReactElement {
  const name = browserName(session.userAgent);
  return (
    <li className="flex items-center gap-3 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 font-medium">
          {name} {session.current && <Badge tone="good">this one</Badge>}
        </p>
        <p className="text-sm text-muted">
          {session.address ?? 'unknown address'} · since <When at={session.createdAt} />
          {session.lastUsedAt !== null && (
            <>
              {' '}
              · used <LastUse session={session} />
            </>
          )}
        </p>
      </div>
      {!session.current && (
        <Button small kind="danger" busy={busy} aria-label={`End ${name}`} onClick={onEnd}>
          End
        </Button>
      )}
    </li>
  );
}

function LastUse({ session }: { session: OwnSession }): ReactElement {
  const now = useNow();
  const use = lastUse(session, now);
  return use === null || typeof use === 'string' ? <>{use}</> : <When at={use.at} />;
}
