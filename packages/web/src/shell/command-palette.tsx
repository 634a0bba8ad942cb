import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useMemo, useState, type ReactElement } from 'react';
import { useAgents } from '../api/agents.ts';
import { useConnections } from '../api/connections.ts';
import { useModels } from '../api/models.ts';
import { count } from '../model/amounts.ts';
import { agentTabs } from '../pages/agent/agent-tabs.ts';
import { asksFor, findPlaces, type Place, type PlaceGroup } from './find-places.ts';
import { places } from './navigation.tsx';
import { ownPlaces } from './own-places.ts';

/** Inside Models, yet a place of its own to whoever looks for it. */
const lifecycle = { to: '/models/lifecycle', label: 'Lifecycle' } as const;

/** Finds any agent and each part of its settings, any model, connection or page by a few letters. */
export function CommandPalette({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}): ReactElement {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 bg-[rgb(20_16_8/0.35)]" />
        <Dialog.Popup
          aria-label="Go to"
          className="fixed top-[12vh] left-1/2 flex max-h-[min(32rem,76vh)] w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 flex-col overflow-hidden rounded-xl bg-raised shadow-float outline-none"
        >
          <Finder close={() => onOpenChange(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What was typed goes with it when the palette closes. */
function Finder({ close }: { close: () => void }): ReactElement {
  const [query, setQuery] = useState('');
  const groups = useGroups(query, close);
  const found = useMemo(() => findPlaces(groups, query), [groups, query]);
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      value={query}
      onValueChange={setQuery}
      filteredItems={found}
      autoHighlight="always"
      keepHighlight
      itemToStringValue={(place: Place) => `${place.label} ${place.detail}`}
    >
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search aria-hidden size={16} className="text-muted" />
        <Autocomplete.Input
          aria-label="Find an agent, model, connection or page"
          placeholder="Find an agent, model, connection or page"
          className="h-12 w-full bg-transparent text-lg outline-none placeholder:text-faint"
        />
        <kbd className="rounded border border-line px-1.5 font-mono text-xs text-muted">Esc</kbd>
      </div>
      <Autocomplete.Empty>
        <p className="px-4 py-8 text-center text-muted empty:hidden">Nothing is called that.</p>
      </Autocomplete.Empty>
      <Autocomplete.List className="overflow-y-auto overscroll-contain p-2 data-empty:p-0">
        {(group: PlaceGroup) => (
          <Autocomplete.Group key={group.value} items={group.items} className="pb-1">
            <Autocomplete.GroupLabel className="px-2 py-1.5 text-xs font-medium text-muted">
              {group.value}
              {group.left > 0 && (
                <span className="figures ml-2 font-normal">
                  {count(group.items.length)} of {count(group.items.length + group.left)}: search to
                  find the others
                </span>
              )}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(place: Place) => (
                <Autocomplete.Item
                  key={place.value}
                  value={place}
                  onClick={place.go}
                  className="flex items-center justify-between gap-4 rounded-md px-2 py-1.5 data-highlighted:bg-brass-soft"
                >
                  <span className="truncate font-medium">{place.label}</span>
                  <span className="truncate text-sm text-muted">{place.detail}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}

function useGroups(query: string, close: () => void): { value: string; items: Place[] }[] {
  const { agentId: open } = useParams({ strict: false });
  const navigate = useNavigate();
  const { data: agents } = useAgents();
  const { data: models } = useModels();
  const { data: connections } = useConnections();
  return useMemo(() => {
    const then = (leave: () => Promise<void>) => () => {
      close();
      void leave();
    };
    const nameOf = new Map(models?.map((model) => [model.id, model.name]));
    return [
      {
        value: 'Agents',
        items: (agents ?? []).map((agent) => ({
          value: `agent ${agent.id}`,
          label: agent.name,
          detail: agent.model === null ? 'no model yet' : (nameOf.get(agent.model) ?? agent.model),
          go: then(() => navigate({ to: '/agents/$agentId', params: { agentId: agent.id } })),
        })),
      },
      {
        value: 'Pages',
        items: [...places, lifecycle, ...ownPlaces].map((place) => ({
          value: place.to,
          label: place.label,
          detail: '',
          go: then(() => navigate({ to: place.to })),
        })),
      },
      {
        value: 'Models',
        items: (models ?? []).map((model) => ({
          value: `model ${model.id}`,
          label: model.name,
          detail: model.providerName,
          go: then(() => navigate({ to: '/models', search: { model: model.id } })),
        })),
      },
      {
        value: 'Connections',
        items: (connections ?? []).map((connection) => ({
          value: `connection ${connection.id}`,
          label: connection.name,
          detail: connection.modelId,
          go: then(() =>
            navigate({
              to: '/connections/$connectionId',
              params: { connectionId: connection.id },
            }),
          ),
        })),
      },
      {
        value: 'Agent settings',
        items: agentTabs.flatMap(({ to, label }) => {
          if (!asksFor(label, query)) return [];
          return (
            (agents ?? [])
              // The one that is open first.
              .toSorted((one, other) => Number(other.id === open) - Number(one.id === open))
              .map((agent) => ({
                value: `${to} ${agent.id}`,
                label: agent.name,
                detail: label,
                go: then(() => navigate({ to, params: { agentId: agent.id } })),
              }))
          );
        }),
      },
    ];
  }, [agents, models, connections, navigate, close, open, query]);
}
