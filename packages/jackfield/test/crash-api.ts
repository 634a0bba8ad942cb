import { restCalls } from './rest-calls.ts';

/** A request to the REST API; its answer's JSON, or an error where it was none of success. */
export function api<T>(url: string, method: string, path: string, body?: unknown): Promise<T> {
  return restCalls(() => url)<T>(`${method} ${path}`, body);
}

/** The pages of a list, newest first, until `enough` says so or there are no more. */
export async function readPages<T>(
  url: string,
  path: string,
  enough: (items: readonly T[]) => boolean,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: T[]; nextCursor?: string | null } = await api(
      url,
      'GET',
      `${path}?limit=100${query}`,
    );
    items.push(...page.items);
    cursor = enough(items) ? null : (page.nextCursor ?? null);
  } while (cursor !== null);
  return items;
}
