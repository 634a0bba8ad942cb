import type { NewModelSetting } from '@jackfield/control-plane/rest-types';
import { seconds } from './amounts.ts';
import { defaultFailover, hedgeShareDefault, perCent } from './failover-draft.ts';

type Failover = NonNullable<NewModelSetting['failover']>;

/** Each part of what a turn does when its model fails, and how it is said. */
export const failoverParts: readonly (readonly [
  label: string,
  words: (failover: Failover) => string,
])[] = [
  [
    'Another model may take over until',
    ({ commitPoint = defaultFailover.commitPoint }) =>
      commitPoint === 'first_token' ? 'the first token' : 'the first sentence',
  ],
  ['Trying again', ({ retry = defaultFailover.retry }) => (retry ? 'once' : 'no')],
  [
    'Refused by a content filter',
    ({ switchOnContentFilter: asks }) => (asks ? 'a fallback is asked' : 'the turn ends'),
  ],
  [
    'Cut off in mid-answer',
    ({ continueAfterCut: goesOn }) => (goesOn ? 'a fallback goes on' : 'the turn ends'),
  ],
  ['Fallback starts early', ({ hedge }) => hedgeWords(hedge)],
  [
    'Hold phrase',
    ({ holdPhrase }) =>
      holdPhrase ? `“${holdPhrase.text}” after ${seconds(holdPhrase.afterMs)}` : 'none',
  ],
];

function hedgeWords(hedge: Failover['hedge']): string {
  if (!hedge) return 'no';
  const { afterMs, shareMax } = hedge;
  const late =
    afterMs === 'p95' ? 'when slower than 95 % of its turns' : `after ${seconds(afterMs)}`;
  const share = shareMax === undefined ? hedgeShareDefault : perCent(shareMax);
  return `${late}, in at most ${share} % of turns`;
}

/** What a setting asks for beside the defaults, in a line. */
export function failoverWords(failover: Failover): string {
  return failoverParts
    .filter(([, words]) => words(failover) !== words({}))
    .map(([label, words]) => `${label.toLowerCase()} ${words(failover)}`)
    .join(', ');
}
