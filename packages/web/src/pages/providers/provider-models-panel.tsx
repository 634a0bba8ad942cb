import type { ReactElement } from 'react';
import type { Provider, ProviderModel } from '@jackfield/control-plane/rest-types';
import { useProviderModels } from '../../api/providers.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { CodeBlock } from '../../parts/code-block.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SidePanel } from '../../parts/side-panel.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { day } from '../../parts/when.tsx';

/** The provider's own list of models beside the catalogue's; looking changes nothing. */
export function ProviderModelsPanel({
  provider,
  onClose,
}: {
  provider: Provider | null;
  onClose: () => void;
}): ReactElement {
  return (
    <SidePanel
      open={provider !== null}
      onClose={onClose}
      title={provider && `${provider.name}’s models and the catalogue`}
      lead="Nothing changes by looking. To take something over, copy it into catalog.yaml in the data folder."
    >
      {provider && <Comparison key={provider.id} provider={provider} />}
    </SidePanel>
  );
}

function Comparison({ provider }: { provider: Provider }): ReactElement {
  const models = useProviderModels(provider.id);
  if (models.error) {
    return <ProblemNotice error={models.error} onRetry={() => void models.refetch()} />;
  }
  if (!models.data) return <SkeletonRows count={5} what={`${provider.name}’s own list`} />;
  const differing = models.data.filter(({ state }) => state !== 'listed');
  const alike = models.data.filter(({ state }) => state === 'listed');
  return (
    <div className="space-y-6">
      {differing.length === 0 ? (
        <EmptyState title="They agree">
          Everything {provider.name} lists stands in the catalogue as it says.
        </EmptyState>
      ) : (
        <section aria-label="Differences" className="space-y-3">
          <h3 className="font-semibold">Where they differ</h3>
          <ul className="card divide-y divide-line">
            {differing.map((model) => (
              <Difference key={model.upstreamModel} model={model} />
            ))}
          </ul>
        </section>
      )}
      {alike.length > 0 && (
        <section aria-label="In agreement" className="space-y-2">
          <h3 className="font-semibold">In agreement</h3>
          <p className="text-sm text-muted">{alike.map(({ name }) => name).join(', ')}</p>
        </section>
      )}
    </div>
  );
}

const states: Record<ProviderModel['state'], { word: string; tone: Tone }> = {
  listed: { word: 'In agreement', tone: 'good' },
  new: { word: 'New', tone: 'brass' },
  renamed: { word: 'Other id', tone: 'warn' },
  deprecated: { word: 'Called deprecated', tone: 'warn' },
  shutdown_date: { word: 'Other shutdown date', tone: 'warn' },
  not_listed: { word: 'Not in its list', tone: 'plain' },
};

function Difference({ model }: { model: ProviderModel }): ReactElement {
  const { word, tone } = states[model.state];
  return (
    <li className="space-y-2 px-4 py-3">
      <p className="flex flex-wrap items-baseline gap-2">
        <span className="font-medium">{model.name}</span>
        <Badge tone={tone}>{word}</Badge>
        <span className="font-mono text-xs break-all text-muted">
          {model.listedAs ?? model.upstreamModel}
        </span>
      </p>
      {model.shutDownOn !== model.catalogueShutDownOn && (
        <p className="text-sm text-muted">
          The provider says {dateWords(model.shutDownOn)}, the catalogue{' '}
          {dateWords(model.catalogueShutDownOn)}.
        </p>
      )}
      {model.yaml !== null && (
        <details className="text-sm">
          <summary className="cursor-pointer font-medium text-muted hover:text-ink">
            What to put into catalog.yaml
          </summary>
          <CodeBlock
            label={`Catalogue entry for ${model.name}`}
            text={model.yaml}
            className="mt-1.5 max-h-64 rounded-md p-3 text-xs"
          />
          <div className="mt-2">
            <CopyButton text={model.yaml} what={`catalogue entry for ${model.name}`} />
          </div>
        </details>
      )}
    </li>
  );
}

function dateWords(date: string | null): string {
  return date === null ? 'nothing of an end' : `it ends on ${day(date)}`;
}
