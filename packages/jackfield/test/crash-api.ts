import { adminToken } from './start-program.ts';

/** A request to the REST API; its answer's JSON, or an error where it was none of success. */
export async function api<T>(
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (!response.ok)
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  // Holds: the server answers in the schema its own types are made from.
  return (await response.json()) as T;
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
