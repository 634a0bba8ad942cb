import type { Model } from '../../schemas/model.ts';

/** What the connections, the gateway's abilities and the credentials add to an entry. */
type Derived = 'selectable' | 'reason' | 'ready' | 'notReadyReason' | 'connectionId' | 'projectId';

/** One model on offer, as the catalogue's files give it. */
export interface CatalogueEntry extends Omit<Model, Derived> {
  /** What the provider calls the model. */
  readonly upstreamModel: string;
}

/** All models on offer, in the order in which people should see them. Immutable. */
export interface Catalogue {
  readonly entries: readonly CatalogueEntry[];
  /** Milliseconds since 1970. */
  readonly loadedAt: number;
}
