import { openEmbedded } from './embedded/open-embedded.ts';
import { openPostgres } from './postgres/open-postgres.ts';
import type { Store, StorePlace } from './store.ts';

/**
 * The store, brought to this version's schema.
 *
 * @throws StartProblem when that can't be had; nothing stays open or locked then.
 */
export async function openStore(place: StorePlace, clock: () => number): Promise<Store> {
  return place.postgres === null
    ? openEmbedded(place.dataDir, clock)
    : openPostgres(place.postgres, clock);
}
