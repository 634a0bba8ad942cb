import { Combobox } from '@base-ui/react/combobox';
import { Check, ChevronsUpDown, Search } from 'lucide-react';
import { useMemo, useState, type ReactElement } from 'react';
import type { Model } from '@jackfield/control-plane/rest-types';
import { tokens } from '../../../model/amounts.ts';
import { findModels } from '../../../model/find-models.ts';
import { measuredWords, useMeasuredHere, type MeasuredHere } from '../../../model/measured-here.ts';
import { ModelBadges } from '../../../model/model-badges.tsx';
import { priceWords } from '../../../model/price-words.ts';
import { Badge } from '../../../parts/badge.tsx';
import { classNames } from '../../../parts/class-names.ts';

interface ModelSelectProps {
  readonly label: string;
  readonly models: readonly Model[];
  readonly value: string | null;
  readonly onChoose: (model: Model) => void;
  readonly placeholder?: string;
  readonly compact?: boolean;
}

/** A type, not an interface: Base UI's groups have an index signature. */
type ProviderGroup = { readonly value: string; readonly items: readonly Model[] };

/** The dropdown: every model of the catalogue by provider, searchable; what can't be chosen says why. */
export function ModelSelect({
  label,
  models,
  value,
  onChoose,
  placeholder = 'Choose a model',
  compact = false,
}: ModelSelectProps): ReactElement {
  const [query, setQuery] = useState('');
  const measured = useMeasuredHere();
  const groups = useMemo(() => byProvider(models), [models]);
  const found = useMemo(() => byProvider(findModels(models, query)), [models, query]);
  const chosen = models.find((model) => model.id === value) ?? null;
  return (
    <Combobox.Root
      items={groups}
      value={chosen}
      onValueChange={(model: Model | null, { reason }) => {
        // Letters typed on the closed field would otherwise choose unseen.
        if (model && reason === 'item-press') onChoose(model);
      }}
      isItemEqualToValue={(a: Model, b: Model) => a.id === b.id}
      itemToStringLabel={(model: Model) => model.name}
      filteredItems={found}
      onInputValueChange={setQuery}
      autoHighlight
    >
      <div className="flex flex-col gap-1.5">
        <Combobox.Label className="text-sm font-medium">{label}</Combobox.Label>
        <Combobox.Trigger
          className={classNames(
            'flex w-full items-center gap-3 rounded-md border border-edge bg-surface text-left hover:border-brass data-popup-open:border-brass',
            compact ? 'h-9 px-2.5' : 'h-12 px-4',
          )}
        >
          <span className="flex min-w-0 flex-1 items-baseline gap-2">
            {chosen ? (
              <>
                <span className={classNames('truncate font-medium', !compact && 'text-lg')}>
                  {chosen.name}
                </span>
                <span className="truncate text-sm text-muted">{chosen.providerName}</span>
              </>
            ) : (
              <span className="text-muted">{value ?? placeholder}</span>
            )}
          </span>
          <Combobox.Icon className="text-muted">
            <ChevronsUpDown aria-hidden size={16} />
          </Combobox.Icon>
        </Combobox.Trigger>
      </div>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={6} align="start" className="z-30 outline-none">
          <Combobox.Popup
            aria-label={label}
            className="flex max-h-[min(36rem,var(--available-height))] w-[max(var(--anchor-width),min(34rem,calc(100vw-2rem)))] max-w-[var(--available-width)] flex-col overflow-hidden rounded-lg bg-raised shadow-float"
          >
            <div className="flex items-center gap-2.5 border-b border-line px-3.5">
              <Search aria-hidden size={15} className="shrink-0 text-muted" />
              <Combobox.Input
                aria-label="Search models"
                placeholder="Search by name, provider or use"
                className="h-11 w-full bg-transparent outline-none placeholder:text-faint"
              />
            </div>
            <Combobox.Empty>
              <p className="px-4 py-8 text-center text-muted">No model is called that.</p>
            </Combobox.Empty>
            <Combobox.List className="overflow-y-auto overscroll-contain p-1.5 scroll-py-1.5 outline-none data-empty:p-0">
              {(group: ProviderGroup) => (
                <Combobox.Group key={group.value} items={group.items} className="pb-1.5">
                  <Combobox.GroupLabel className="flex items-center gap-2 px-2.5 pt-2 pb-1 text-xs font-medium text-muted">
                    {group.value}
                    {lacksCredentials(group) && <Badge tone="brass">No credentials yet</Badge>}
                  </Combobox.GroupLabel>
                  <Combobox.Collection>
                    {(model: Model) => <Option key={model.id} model={model} measured={measured} />}
                  </Combobox.Collection>
                </Combobox.Group>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

function Option({
  model,
  measured,
}: {
  model: Model;
  measured: ReadonlyMap<string, MeasuredHere> | null;
}): ReactElement {
  return (
    <Combobox.Item
      value={model}
      disabled={!model.selectable}
      className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-2.5 rounded-md px-2.5 py-2 outline-none select-none data-disabled:cursor-not-allowed data-highlighted:bg-brass-soft data-highlighted:data-disabled:bg-sunken"
    >
      <Combobox.ItemIndicator className="col-start-1 row-start-1 mt-0.5 text-brass-strong">
        <Check aria-hidden size={15} />
      </Combobox.ItemIndicator>
      <div className="col-start-2 min-w-0">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className={classNames('font-medium', !model.selectable && 'text-muted')}>
            {model.name}
          </span>
          <ModelBadges model={model} credentials={model.provider === 'byom'} />
          <span className="figures ml-auto text-xs text-muted">
            {model.contextWindow !== null && `${tokens(model.contextWindow)} context · `}
            {priceWords(model.price)}
          </span>
        </div>
        <p className="line-clamp-2 text-sm text-muted">
          {model.selectable ? model.description : (model.reason ?? model.description)}
        </p>
        {measured !== null && model.selectable && (
          <p className="figures text-xs text-muted">
            Measured here: {measuredWords(measured.get(model.id))}
          </p>
        )}
      </div>
    </Combobox.Item>
  );
}

/** Said once for a provider, whose models all lack the same. */
function lacksCredentials({ items }: ProviderGroup): boolean {
  return items.every((model) => model.provider !== 'byom' && !model.ready);
}

/** In the catalogue's order, brought models last. */
function byProvider(models: readonly Model[]): ProviderGroup[] {
  const groups = Map.groupBy(models, (model) =>
    model.provider === 'byom' ? 'Your connections' : model.providerName,
  );
  const own = groups.get('Your connections');
  groups.delete('Your connections');
  if (own) groups.set('Your connections', own);
  return [...groups].map(([value, items]) => ({ value, items }));
}
