import { diffWordsWithSpace } from 'diff';
import { useMemo, type ReactElement } from 'react';

/** Texts that differ in more words than this are simply different. */
const editsMax = 400;
const charactersMax = 10_000;

/** `after`, with what `before` did not say marked as put in, and what it said beyond it as taken out. */
export function WordDifferences({
  before,
  after,
}: {
  before: string;
  after: string;
}): ReactElement | string {
  const parts = useMemo(
    () =>
      before.length + after.length > charactersMax
        ? undefined
        : diffWordsWithSpace(before, after, { maxEditLength: editsMax }),
    [before, after],
  );
  if (parts === undefined) return after;
  // They never change their places.
  const placed = parts.map((part, at) => ({ ...part, at }));
  return (
    <>
      {placed.map(({ value, added, removed, at }) =>
        added ? (
          <ins key={at} className="rounded-sm bg-good-soft text-good-ink no-underline">
            {value}
          </ins>
        ) : removed ? (
          <del key={at} className="rounded-sm bg-bad-soft text-bad-ink">
            {value}
          </del>
        ) : (
          value
        ),
      )}
    </>
  );
}
