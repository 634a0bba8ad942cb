import type { ReactElement } from 'react';
import type { Model } from '@jackfield/control-plane/rest-types';
import { Badge } from '../parts/badge.tsx';
import { lifecycleWords } from './lifecycle-words.ts';

/** What stands against choosing a model, if anything: ours first, then the vendor's. */
export function ModelBadges({
  model,
  credentials = true,
}: {
  model: Model;
  /** `false` where it is said once for the whole provider. */
  credentials?: boolean;
}): ReactElement {
  const lifecycle = lifecycleWords(model.lifecycle);
  return (
    <>
      {model.availability === 'coming_soon' && <Badge>Coming soon</Badge>}
      {lifecycle !== null && (
        <Badge tone={model.lifecycle.status === 'shut_down' ? 'bad' : 'warn'}>{lifecycle}</Badge>
      )}
      {credentials && model.selectable && !model.ready && (
        <Badge tone="brass">No credentials yet</Badge>
      )}
    </>
  );
}
