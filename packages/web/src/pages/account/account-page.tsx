import type { ReactElement } from 'react';
import { useMe } from '../../api/rights.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { OwnName } from './own-name.tsx';
import { OwnPassword } from './own-password.tsx';
import { OwnSessions } from './own-sessions.tsx';
import { OwnTokens } from './own-tokens.tsx';

/** One's own name, password, sessions and API tokens. */
export function AccountPage(): ReactElement {
  const me = useMe();
  return (
    <Page
      title="Account"
      lead="Your name, your password, where you are signed in, and your API tokens."
    >
      {me?.id == null ? (
        <EmptyState title="There is no account here">
          You are here by a token that belongs to nobody.
        </EmptyState>
      ) : (
        <div className="grid items-start gap-6 xl:grid-cols-2">
          <div className="min-w-0 space-y-6">
            <OwnName key={me.name} me={me} />
            <OwnPassword me={me} />
          </div>
          <div className="min-w-0 space-y-6">
            <OwnSessions />
            <OwnTokens me={me} />
          </div>
        </div>
      )}
    </Page>
  );
}
