import { randomBytes } from 'node:crypto';
import type { Change } from '../../publish/changes.ts';
import { sessionTable } from '../../store/session-table.ts';
import type { UserRow } from '../../store/tables.ts';
import { userTable } from '../../store/user-table.ts';
import { tokenHash } from './token-hash.ts';

export const sessionSeconds = 30 * 24 * 60 * 60;

/** Where a session is begun: shown to its user, so that a stranger's is noticed. */
export interface Device {
  readonly address: string;
  readonly userAgent: string | null;
  /** The session token that the browser already has, if any: signing in ends that session. */
  readonly earlierSession: string | null;
}

/** What a session is called where its token may not be: part of a hash from which nothing follows. */
export function sessionId(hash: string): string {
  return `ses_${hash.slice(0, 20)}`;
}

/**
 * Begins a session under a token that nobody has seen before, whatever the browser sent, and gives
 * that token.
 */
export async function startSession(
  change: Change,
  user: Pick<UserRow, 'id' | 'name'>,
  device: Device,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const hash = tokenHash(token);
  await sessionTable.deleteExpired(change.db, change.now);
  if (device.earlierSession !== null) {
    await sessionTable.delete(change.db, tokenHash(device.earlierSession));
  }
  await sessionTable.insert(change.db, {
    hash,
    userId: user.id,
    createdAt: change.now,
    expiresAt: change.now + sessionSeconds * 1_000,
    userAgent: device.userAgent?.slice(0, 300) ?? null,
    address: device.address,
    lastUsedAt: null,
  });
  await userTable.update(change.db, user.id, { signedInAt: change.now });
  await change.audit({
    action: 'session.started',
    target: { kind: 'session', id: sessionId(hash), name: user.name },
    details: {},
  });
  return token;
}

/** Ends one session; from the next request on it lets nobody in, in any process. */
export async function endSession(
  change: Change,
  hash: string,
  user: Pick<UserRow, 'name'>,
): Promise<void> {
  await sessionTable.delete(change.db, hash);
  await change.audit({
    action: 'session.ended',
    target: { kind: 'session', id: sessionId(hash), name: user.name },
    details: {},
  });
}
