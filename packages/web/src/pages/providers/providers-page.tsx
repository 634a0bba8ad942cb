import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useProviders } from '../../api/providers.ts';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { ProviderItem } from './provider-item.tsx';
import { ProviderModelsPanel } from './provider-models-panel.tsx';
import { ProviderPanel } from './provider-panel.tsx';

/** Who serves the catalogue's models, and whether each has what a turn needs. */
export function ProvidersPage(): ReactElement {
  const { provider: opened, models: compared } = useSearch({ from: '/shell/providers' });
  const navigate = useNavigate({ from: '/providers' });
  const providers = useProviders();
  const open = (search: { provider?: string; models?: string }): void => void navigate({ search });
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
            <ProviderItem
              key={provider.id}
              provider={provider}
              onGiveCredentials={() => open({ provider: provider.id })}
              onCompareModels={() => open({ models: provider.id })}
            />
          ))}
        </ul>
      )}
      <ProviderPanel providerId={opened ?? null} onClose={() => open({})} />
      <ProviderModelsPanel
        provider={shown?.find(({ id }) => id === compared) ?? null}
        onClose={() => open({})}
      />
    </Page>
  );
}
