import type { Model } from '@jackfield/control-plane/rest-types';
import type { MeasuredHere } from '../../model/measured-here.ts';
import { pricePerThousandTurns } from '../../model/price-of-turns.ts';

export interface ModelSort {
  readonly by: 'name' | 'provider' | 'contextWindow' | 'price' | 'firstToken';
  readonly down: boolean;
}

/** Sorts by one column; what isn't known comes last either way. */
export function sortModels(
  models: readonly Model[],
  { by, down }: ModelSort,
  measured: ReadonlyMap<string, MeasuredHere> | null,
): Model[] {
  const turn = down ? -1 : 1;
  const byName = (a: Model, b: Model): number =>
    a.name.localeCompare(b.name, 'en-GB', { numeric: true });
  if (by === 'name') return models.toSorted((a, b) => turn * byName(a, b));
  if (by === 'provider') {
    // Within a provider the catalogue's own order says more than the alphabet.
    return models.toSorted((a, b) => turn * a.providerName.localeCompare(b.providerName, 'en-GB'));
  }
  const value = (model: Model): number | null => {
    switch (by) {
      case 'contextWindow':
        return model.contextWindow;
      case 'price':
        return model.price && pricePerThousandTurns(model.price);
      case 'firstToken':
        return measured?.get(model.id)?.firstTokenP50Ms ?? null;
    }
  };
  return models.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || byName(a, b);
    return turn * (x - y) || byName(a, b);
  });
}
