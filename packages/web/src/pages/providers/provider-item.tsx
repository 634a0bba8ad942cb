import { useState, type ReactElement } from 'react';
import type { Provider, ProviderCheck } from '@jackfield/control-plane/rest-types';
import { useCheckProvider } from '../../api/providers.ts';
import { useObstacle } from '../../api/rights.ts';
import { Button } from '../../parts/button.tsx';
import { Lamp, type LampKind } from '../../parts/lamp.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { When } from '../../parts/when.tsx';
import { ProviderCheckView } from './provider-check-view.tsx';

interface ProviderItemProps {
  readonly provider: Provider;
  readonly onGiveCredentials: () => void;
  readonly onCompareModels: () => void;
}

/** One provider: how it stands, and what can be done about it. */
export function ProviderItem(props: ProviderItemProps): ReactElement {
  const { provider, onGiveCredentials, onCompareModels } = props;
  const check = useCheckProvider(provider.id);
  const credentials = `${provider.source} ${provider.updatedAt}`;
  const [checked, setChecked] = useState<string | null>(null);
  // Of other credentials than those there are now, a check says nothing.
  const tells = checked === credentials && !check.isPending;
  const found = (tells && check.data) || null;
  const { lamp, words } = stateOf(provider, found);
  const [checking, giving] = [useObstacle('editor'), useObstacle('admin')];
  const name = <span className="sr-only"> of {provider.name}</span>;
  return (
    <li className="space-y-3 px-5 py-4">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <p className="flex items-center gap-2 font-medium">
            <Lamp kind={lamp} />
            {provider.name}
            <span className="font-normal text-muted">{words}</span>
          </p>
          <p className="mt-0.5 text-sm break-words text-muted">
            {provider.ready ? (
              <Origin provider={provider} />
            ) : (
              // It is said of anywhere, and this is the place it names.
              provider.reason?.replace('under Providers', 'here')
            )}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {provider.ready && (
            <>
              <Button
                obstacle={checking}
                busy={check.isPending}
                onClick={() => {
                  setChecked(credentials);
                  check.mutate();
                }}
              >
                <span>Check{name}</span>
              </Button>
              <Button obstacle={checking} onClick={onCompareModels}>
                <span>Compare models{name}</span>
              </Button>
            </>
          )}
          <Button obstacle={giving} onClick={onGiveCredentials}>
            <span>
              {provider.ready ? 'Change' : 'Give'} credentials{name}
            </span>
          </Button>
        </div>
      </div>
      {tells && check.error && <ProblemNotice error={check.error} />}
      {found && <ProviderCheckView check={found} />}
    </li>
  );
}

/** That there are credentials is no sign that they work: only a check says so, for as long as one stays here. */
function stateOf(
  { ready, source }: Provider,
  check: ProviderCheck | null,
): { lamp: LampKind; words: string } {
  if (!ready) return { lamp: 'hollow', words: 'not ready' };
  if (check?.ready) return { lamp: 'green', words: 'ready' };
  const there = source === 'environment' ? 'credentials set' : 'credentials stored';
  return check === null
    ? { lamp: 'hollow', words: `${there}, not checked yet` }
    : { lamp: 'red', words: `${there}, check failed` };
}

function Origin({ provider }: { provider: Provider }): ReactElement {
  return (
    <>
      {provider.source === 'environment' ? 'Credentials from the environment' : 'Credentials saved'}
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
  );
}
