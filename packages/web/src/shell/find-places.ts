/** Where the palette can go, and what it is found by. */
export interface Place {
  readonly value: string;
  readonly label: string;
  readonly detail: string;
  readonly go: () => void;
}

/** A type, not an interface: Base UI's groups have an index signature. */
export type PlaceGroup = {
  readonly value: string;
  readonly items: readonly Place[];
  /** How many more there are, which more letters find. */
  readonly left: number;
};

/** So many of a group are shown at once, so that no group crowds out another. */
const shownOfGroup = 20;

/** Those whose names have all the words in them, some of each group; groups without any are left out. */
export function findPlaces(
  groups: readonly { readonly value: string; readonly items: readonly Place[] }[],
  query: string,
): PlaceGroup[] {
  const words = wordsOf(query);
  return groups
    .map(({ value, items }) => ({ value, items: items.filter((place) => hasWords(place, words)) }))
    .filter(({ items }) => items.length > 0)
    .map(({ value, items }) => ({
      value,
      items: items.slice(0, shownOfGroup),
      left: Math.max(0, items.length - shownOfGroup),
    }));
}

/** Whether a page that every agent has is asked for: with two letters that begin a word of its name. */
export function asksFor(page: string, query: string): boolean {
  const names = wordsOf(page);
  return wordsOf(query).some(
    (word) => word.length > 1 && names.some((name) => name.startsWith(word)),
  );
}

function wordsOf(text: string): string[] {
  return plain(text).split(/\s+/).filter(Boolean);
}

function hasWords({ label, detail }: Place, words: readonly string[]): boolean {
  const text = plain(`${label} ${detail}`);
  return words.every((word) => text.includes(word));
}

/** Without capitals and accents: `Café` is found by `cafe`. */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
