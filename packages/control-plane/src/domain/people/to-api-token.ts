import type { ApiToken } from '../../schemas/api-token.ts';
import type { ApiTokenRow } from '../../store/tables.ts';
import { roleOf, scopesOf } from '../access/find-actor.ts';
import type { LastUses } from '../access/last-uses.ts';

/** What may be shown of a token after its making: never the token or its hash. */
export function toApiToken(row: ApiTokenRow, lastUses: LastUses): ApiToken {
  const lastUsedAt = lastUses.last('token', row.id, row.lastUsedAt);
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    role: roleOf(row.role),
    scopes: scopesOf(row.scopes),
    createdAt: new Date(row.createdAt).toISOString(),
    expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString(),
    lastUsedOn: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString().slice(0, 10),
  };
}
