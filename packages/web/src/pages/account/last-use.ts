import type { OwnSession } from '@jackfield/control-plane/rest-types';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

/**
 * When a session was last used, no more exactly than it is kept: its hour began then. As words within a
 * day, beyond it as the moment, and never before the session was begun.
 */
export function lastUse(
  { createdAt, lastUsedAt }: Pick<OwnSession, 'createdAt' | 'lastUsedAt'>,
  now: number,
): string | { readonly at: string } | null {
  if (lastUsedAt === null) return null;
  const at = lastUsedAt < createdAt ? createdAt : lastUsedAt;
  const ago = now - Date.parse(at);
  if (ago >= dayMs) return { at };
  const hours = Math.floor(ago / hourMs);
  if (hours < 1) return 'within the last hour';
  return hours === 1 ? 'about an hour ago' : `about ${hours} hours ago`;
}
