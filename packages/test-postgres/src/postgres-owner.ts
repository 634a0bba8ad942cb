import { execFileSync } from 'node:child_process';

/** Whom the server runs as: empty for ourselves. */
export type Owner = { readonly uid: number; readonly gid: number } | Record<string, never>;

/** PostgreSQL refuses to run as root, so there it runs as `nobody`, whom every system has. */
export function postgresOwner(): Owner {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string): number =>
    Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}
