import { found, type Deviation, type Evidence, type Finding } from './finding.ts';

/** A deviation that was seen in one of several requests. */
export interface Sighting {
  readonly deviation: Deviation;
  readonly evidence: Evidence;
  /** For what only this endpoint does. */
  readonly detail: string;
}

/** One finding a deviation, with the evidence of its first sighting and every different detail. */
export function gathered(sightings: readonly Sighting[]): Finding[] {
  const byId = Map.groupBy(sightings, ({ deviation }) => deviation.id);
  return [...byId.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const details = new Set(same.map(({ detail }) => detail).filter((detail) => detail !== ''));
    return [found(first.deviation, first.evidence, [...details].join(' '))];
  });
}
