import { randomBytes } from 'node:crypto';
import { ProblemError } from '../../problem-error.ts';
import type { Change } from '../../publish/changes.ts';
import { passwordLinkTable } from '../../store/password-link-table.ts';
import type { Database, UserRow } from '../../store/tables.ts';
import { userTable } from '../../store/user-table.ts';
import { tokenHash } from '../access/token-hash.ts';

const dayMs = 24 * 60 * 60_000;

/** A person may be on leave when invited; a reset is asked for by somebody who waits. */
const linkMs = { invitation: 7 * dayMs, reset: dayMs };

export interface PasswordLinkToken {
  /** Only its hash is kept. */
  readonly token: string;
  readonly expiresAt: number;
}

/** A link with which its user sets a password, once; it ends the one that was made before. */
export async function makePasswordLink(
  change: Change,
  user: Pick<UserRow, 'id'>,
  kind: keyof typeof linkMs,
): Promise<PasswordLinkToken> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = change.now + linkMs[kind];
  await passwordLinkTable.put(change.db, { hash: tokenHash(token), userId: user.id, expiresAt });
  return { token, expiresAt };
}

/** @throws ProblemError 401 when there is no such link (any more), or its user is disabled. */
export async function needLinkUser(db: Database, token: string, now: number): Promise<UserRow> {
  const link = await passwordLinkTable.byHash(db, tokenHash(token));
  const user = link && link.expiresAt > now ? await userTable.byId(db, link.userId) : undefined;
  if (user !== undefined && user.disabled === 0) return user;
  throw new ProblemError(
    401,
    'password_link_wrong',
    'This one-time link is not valid (any more): it works once, for a limited time, and a newer one ends it. Ask an admin for a new one.',
  );
}
