import { nameSchema } from '../../../schemas/name.ts';
import type { Change } from '../../../publish/changes.ts';
import { defaultProjectId } from '../../../store/migrations/0005-people.ts';
import { newId } from '../../../store/new-id.ts';
import { projectMemberTable } from '../../../store/project-member-table.ts';
import type { Database, UserRow } from '../../../store/tables.ts';
import { userTable } from '../../../store/user-table.ts';
import { nameKey } from '../../name-key.ts';
import type { Identity, SingleSignOnOptions } from './single-sign-on.ts';

/** Why somebody whom the provider knows isn't let in. */
export type NotLetIn = 'sso_email_unverified' | 'sso_not_invited' | 'sso_disabled';

/**
 * Whose account an identity opens. One that is linked already, by its subject. Else by the verified
 * address: that of somebody who was invited and hasn't come yet, or of a domain that is allowed. A
 * user who has a password is never taken over by an address alone.
 */
export async function userForIdentity(
  change: Change,
  identity: Identity,
  options: SingleSignOnOptions,
): Promise<UserRow | NotLetIn> {
  const { db } = change;
  const linked = await userTable.bySsoSubject(db, identity.subject);
  if (linked !== undefined) return linked.disabled === 1 ? 'sso_disabled' : linked;
  const { verifiedEmail: email } = identity;
  if (email === null) return 'sso_email_unverified';
  const isAllowedDomain = options.allowedDomains.has(email.split('@').at(-1)?.toLowerCase() ?? '');
  const known = await userTable.byEmailKey(db, nameKey(email));
  if (known === undefined) {
    if (!isAllowedDomain || options.defaultRole === 'none') return 'sso_not_invited';
    return join(change, identity, email);
  }
  if (known.disabled === 1) return 'sso_disabled';
  const isInvited = known.passwordHash === '';
  if (known.ssoSubject !== null || (!isInvited && !isAllowedDomain)) return 'sso_not_invited';
  await userTable.update(db, known.id, { ssoSubject: identity.subject });
  await change.audit({
    action: 'user.linked',
    target: { kind: 'user', id: known.id, name: known.name },
    details: { email },
  });
  return { ...known, ssoSubject: identity.subject };
}

async function join(change: Change, identity: Identity, email: string): Promise<UserRow> {
  const { db, now } = change;
  const name = await freeName(db, identity.name, email);
  const user: UserRow = {
    id: newId('usr'),
    name,
    nameKey: nameKey(name),
    email,
    emailKey: nameKey(email),
    role: 'viewer',
    passwordHash: '',
    ssoSubject: identity.subject,
    disabled: 0,
    createdAt: now,
    signedInAt: null,
  };
  await userTable.insert(db, user);
  const role = 'viewer';
  await projectMemberTable.put(db, { projectId: defaultProjectId, userId: user.id, role });
  await change.audit({
    action: 'user.joined',
    target: { kind: 'user', id: user.id, name },
    details: { email, role, by: 'single sign-on' },
  });
  return user;
}

/** What the provider calls them, as far as our names allow, and told apart from those there are. */
async function freeName(db: Database, told: string | null, email: string): Promise<string> {
  const parsed = nameSchema.safeParse(told?.split('@', 1)[0]);
  const name = parsed.success ? parsed.data.slice(0, 90) : (email.split('@', 1)[0] ?? 'user');
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name} ${number}`;
    if ((await userTable.byNameKey(db, nameKey(candidate))) === undefined) return candidate;
  }
}
