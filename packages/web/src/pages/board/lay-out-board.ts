export const rowHeight = 52;
export const headHeight = 40;
export const cardHeight = 76;
const cardGap = 12;
/** Below the head's line, so that no model covers the columns' names. */
const firstTop = headHeight + 8;

export interface BoardLayout {
  readonly cards: readonly { readonly modelId: string; readonly top: number }[];
  readonly cables: readonly {
    readonly index: number;
    readonly modelId: string;
    readonly from: number;
    readonly to: number;
  }[];
  readonly height: number;
}

/**
 * Places each model beside the middle of its agents' rows, none above another, and runs a cable
 * from every plugged row to its model. All in pixels from the board's top.
 */
export function layOutBoard(modelOfRow: readonly (string | null)[]): BoardLayout {
  const middle = (index: number): number => headHeight + index * rowHeight + rowHeight / 2;
  const middles = new Map<string, number[]>();
  modelOfRow.forEach((modelId, index) => {
    if (modelId === null) return;
    middles.set(modelId, [...(middles.get(modelId) ?? []), middle(index)]);
  });
  const wishes = [...middles]
    .map(([modelId, ys]) => ({ modelId, top: mean(ys) - cardHeight / 2 }))
    .toSorted((a, b) => a.top - b.top);
  const cards = spread(wishes);
  const tops = new Map(cards.map((card) => [card.modelId, card.top]));
  const cables = modelOfRow.flatMap((modelId, index) => {
    const top = modelId === null ? undefined : tops.get(modelId);
    if (modelId === null || top === undefined) return [];
    return [{ index, modelId, from: middle(index), to: top + cardHeight / 2 }];
  });
  const rowsEnd = headHeight + modelOfRow.length * rowHeight;
  const cardsEnd = Math.max(0, ...cards.map((card) => card.top + cardHeight + cardGap));
  return { cards, cables, height: Math.max(rowsEnd, cardsEnd) };
}

interface Wish {
  readonly modelId: string;
  readonly top: number;
}

/** Moves cards that would overlap apart, as little as can be: runs of them share their mean. */
function spread(wishes: readonly Wish[]): Wish[] {
  const step = cardHeight + cardGap;
  const runs: { first: number; size: number; top: number }[] = [];
  wishes.forEach((wish, index) => {
    let run = { first: index, size: 1, top: Math.max(firstTop, wish.top) };
    for (
      let above = runs.at(-1);
      above && above.top + above.size * step > run.top;
      above = runs.at(-1)
    ) {
      runs.pop();
      const size = above.size + run.size;
      // Where the joined run would begin if its cards' wishes were met on average.
      const top = (above.top * above.size + (run.top - above.size * step) * run.size) / size;
      run = { first: above.first, size, top: Math.max(firstTop, top) };
    }
    runs.push(run);
  });
  return runs.flatMap((run) =>
    wishes.slice(run.first, run.first + run.size).map((wish, place) => ({
      modelId: wish.modelId,
      top: Math.round(run.top + place * step),
    })),
  );
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
