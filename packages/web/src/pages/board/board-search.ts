import type { LampKind } from '../../parts/lamp.tsx';

export type BoardSort = 'model' | 'name' | 'state' | 'first-token';
export type BoardLamp = LampKind | 'attention';

/** What the board shows, kept in its URL. */
export interface BoardSearch {
  readonly q?: string | undefined;
  readonly lamp?: BoardLamp | undefined;
  readonly model?: string | undefined;
  readonly project?: string | undefined;
  readonly sort?: BoardSort | undefined;
  readonly page?: number | undefined;
  /** Single agents although there are many. */
  readonly every?: true | undefined;
  readonly new?: true | undefined;
}

const sorts: readonly string[] = ['model', 'name', 'state', 'first-token'] satisfies BoardSort[];
const lamps: readonly string[] = [
  'green',
  'amber',
  'red',
  'hollow',
  'attention',
] satisfies BoardLamp[];

/** Reads the URL; what it doesn't know it passes over. */
export function readBoardSearch(search: Record<string, unknown>): BoardSearch {
  const { q, lamp, model, project, sort, page } = search;
  return {
    q: typeof q === 'string' || typeof q === 'number' ? String(q) : undefined,
    // The lists hold exactly the types' members.
    lamp: typeof lamp === 'string' && lamps.includes(lamp) ? (lamp as BoardLamp) : undefined,
    sort: typeof sort === 'string' && sorts.includes(sort) ? (sort as BoardSort) : undefined,
    model: typeof model === 'string' ? model : undefined,
    project: typeof project === 'string' ? project : undefined,
    page: typeof page === 'number' && page > 1 ? Math.floor(page) : undefined,
    every: search['every'] === true ? true : undefined,
    new: search['new'] === true ? true : undefined,
  };
}
