import { defaultFailover } from '@jackfield/gateway-config';
import type { Failover } from '@jackfield/gateway-config';
import { isEmpty } from './stored-setting.ts';
import type { StoredSetting } from './stored-setting.ts';

type GivenFailover = StoredSetting['failover'];

/** The share of turns that a hedge may double where the setting names none. */
const hedgeShareMax = 0.1;

/**
 * What a turn goes by: what was given over the defaults; where nothing was, `defaultFailover` itself.
 *
 * @param canContinue whether a fallback goes on with answers. Without one an answer is not held
 *   back sentence by sentence for nothing.
 */
export function resolveFailover(given: GivenFailover, canContinue: boolean): Failover {
  if (isEmpty(given)) return defaultFailover;
  const { hedge, holdPhrase } = given;
  return {
    commitPoint: given.commitPoint ?? defaultFailover.commitPoint,
    retry: given.retry ?? defaultFailover.retry,
    switchOnContentFilter: given.switchOnContentFilter ?? defaultFailover.switchOnContentFilter,
    continueAfterCut: canContinue && (given.continueAfterCut ?? defaultFailover.continueAfterCut),
    hedge: hedge ? { afterMs: hedge.afterMs, shareMax: hedge.shareMax ?? hedgeShareMax } : null,
    holdPhrase: holdPhrase ?? null,
  };
}
