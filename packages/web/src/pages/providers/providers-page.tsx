import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { Provider } from '@jackfield/control-plane/rest-types';
import { useProviders } from '../../api/providers.ts';
import { Button } from '../../parts/button.tsx';
import { Lamp } from '../../parts/lamp.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { When } from '../../parts/when.tsx';
import { ProviderPanel } from './provider-panel.tsx';

/** Who serves the catalogue's models, and whether each has what a turn needs. */
export function ProvidersPage(): ReactElement {
  const { provider: opened } = useSearch({ from: '/shell/providers' });
  const navigate = useNavigate({ from: '/providers' });
  const providers = useProviders();
  const open = (provider: string | undefined): void => void navigate({ search: { provider } });
  const shown = providers.data?.filter((provider) => provider.fields.length > 0);
  return (
    <Page
      title="Providers"
      lead="Credentials are sealed when they are given and never shown again."
    >
      {providers.error && !providers.data ? (
        <ProblemNotice error={providers.error} onRetry={() => void providers.refetch()} />
      ) : !shown ? (
        <SkeletonRows count={5} what="providers" />
      ) : (
        <ul className="card max-w-4xl divide-y divide-line">
          {shown.map((provider) => (
            <Item key={provider.id} provider={provider} onOpen={() => open(provider.id)} />
          ))}
        </ul>
      )}
      <ProviderPanel providerId={opened ?? null} onClose={() => open(undefined)} />
    </Page>
  );
}

function Item({ provider, onOpen }: { provider: Provider; onOpen: () => void }): ReactElement {
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-3 px-5 py-4">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex items-center gap-2 font-medium">
          <Lamp kind={provider.ready ? 'green' : 'hollow'} />
          {provider.name}
          <span className="font-normal text-muted">{provider.ready ? 'ready' : 'not ready'}</span>
        </p>
        <p className="mt-0.5 text-sm break-words text-muted">
          {provider.ready ? (
            <>
              {provider.source === 'environment'
                ? 'Credentials from the environment'
                : 'Credentials saved'}
              {provider.source === 'saved' && provider.updatedAt !== null && (
                <>
                  {' '}
                  <When at={provider.updatedAt} />
                </>
              )}
              {provider.baseUrl !== null && (
                <>
                  {' · '}
                  <span className="font-mono text-xs break-all">{provider.baseUrl}</span>
                </>
              )}
            </>
          ) : (
            provider.reason
          )}
        </p>
      </div>
      <Button onClick={onOpen}>
        <span>
          {provider.ready ? 'Change' : 'Give'} credentials
          <span className="sr-only"> of {provider.name}</span>
        </span>
      </Button>
    </li>
  );
}
