import { randomBytes } from 'node:crypto';
import type { Actor } from '../../domain/access/actor.ts';
import { apiTokenPrefix } from '../../domain/access/find-actor.ts';
import { reaches } from '../../domain/access/role.ts';
import { tokenHash } from '../../domain/access/token-hash.ts';
import { needAccount } from '../../domain/people/need-account.ts';
import { toApiToken } from '../../domain/people/to-api-token.ts';
import { refuseField } from '../../domain/refuse-field.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { createdApiTokenSchema, newApiTokenSchema, scopes } from '../../schemas/api-token.ts';
import type { Scope } from '../../schemas/api-token.ts';
import type { Role } from '../../schemas/role.ts';
import type { Services } from '../../services.ts';
import { apiTokenTable } from '../../store/api-token-table.ts';
import { newId } from '../../store/new-id.ts';

const dayMs = 24 * 60 * 60_000;

/** The role that a scope is good for anything with. */
const scopeRole: Record<Scope, Role> = {
  read: 'viewer',
  'agents:write': 'editor',
  'connections:write': 'editor',
  admin: 'admin',
};

const route = createRoute({
  method: 'post',
  path: '/me/tokens',
  needs: 'self',
  tags: ['Account'],
  summary: 'Make an API token',
  description:
    'It may never do more than you may, nor more than the token this request came with, and does not outlast it.',
  request: { body: jsonBodyOf(newApiTokenSchema) },
  responses: {
    201: json(createdApiTokenSchema, 'The token. Keep it now; it is never shown again.'),
    ...problems(401, 403, ...bodyProblems),
  },
});

export function createOwnToken(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const actor = c.get('actor');
    const { user } = needAccount(actor);
    const { name, role = actor.role, scopes: asked, expiresInDays } = c.req.valid('json');
    const granted = asked ?? scopes.filter((scope) => isWithin(actor, role, scope));
    const expiresAt = needNoWider(actor, role, granted, expiresInDays, services.options.clock());
    const text = apiTokenPrefix + randomBytes(32).toString('base64url');
    const row = await services.changes.make(actor.name, async (change) => {
      const made = {
        id: newId('tok'),
        userId: user.id,
        hash: tokenHash(text),
        name,
        hint: text.slice(-4),
        role,
        scopes: JSON.stringify([...new Set(granted)]),
        createdAt: change.now,
        expiresAt,
        lastUsedAt: null,
      };
      await apiTokenTable.insert(change.db, made);
      await change.audit({
        action: 'api_token.created',
        target: { kind: 'api_token', id: made.id, name },
        details: { role, scopes: granted, expiresInDays, hint: made.hint },
      });
      return made;
    });
    return c.json({ ...toApiToken(row, services.lastUses), token: text }, 201);
  });
}

function isWithin(actor: Actor, role: Role, scope: Scope): boolean {
  return actor.scopes.has(scope) && reaches(role, scopeRole[scope]);
}

/** When it ends. @throws ProblemError 403 for more than `actor` has. */
function needNoWider(
  actor: Actor,
  role: Role,
  granted: readonly Scope[],
  expiresInDays: number | null,
  now: number,
): number | null {
  if (!reaches(actor.role, role)) {
    throw refuseField('role', 'wider_token', `You may give at most the role ${actor.role}.`, 403);
  }
  for (const [index, scope] of granted.entries()) {
    if (isWithin(actor, role, scope)) continue;
    const message = `The scope "${scope}" is more than this role or your own token has.`;
    throw refuseField(`scopes[${index}]`, 'wider_token', message, 403);
  }
  const expiresAt = expiresInDays === null ? null : now + expiresInDays * dayMs;
  if (expiresAt === null && actor.role !== 'admin') {
    const message = 'Only an admin may make a token that does not end. Choose 30, 90 or 365 days.';
    throw refuseField('expiresInDays', 'wider_token', message, 403);
  }
  const ownEnd = actor.by.kind === 'api_token' ? actor.by.token.expiresAt : null;
  if (ownEnd !== null && (expiresAt === null || expiresAt > ownEnd)) {
    const message = `The token that this request came with ends at ${new Date(ownEnd).toISOString()}; what it makes can’t outlast it.`;
    throw refuseField('expiresInDays', 'wider_token', message, 403);
  }
  return expiresAt;
}
