import { readFile } from 'node:fs/promises';

/** The path of every place the page has, as `routes.tsx` writes it: `/agents/$agentId/keys`. */
export async function placesOfPage(): Promise<string[]> {
  const source = await readFile(new URL('../src/routes.tsx', import.meta.url), 'utf8');
  const routes = [...source.matchAll(/getParentRoute: \(\) => (\w+),\s+path: '([^']+)'/g)];
  const paths = routes.map(([, parent, path = '']) =>
    parent === 'agent' ? `/agents/$agentId${path}`.replace(/\/$/, '') : path,
  );
  return [...new Set(paths)].toSorted();
}
