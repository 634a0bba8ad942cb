import { repairs } from '@jackfield/gateway-config';
import type { Connection } from '../../schemas/connection.ts';
import type { CheckSummaryRow } from '../../store/connection-check-table.ts';
import type { ConnectionRow } from '../../store/tables.ts';
import { sees } from '../access/actor.ts';
import type { Actor } from '../access/actor.ts';
import type { AuthMethod } from './connection-credential.ts';
import { connectionModelId } from './connection-model-id.ts';
import { repairsOn } from './connection-repairs.ts';
import type { RepairTally } from './repair-tally.ts';
import { endOfCertificate } from './certificates.ts';
import { lastCheck, lastPassedAt, toKeptCheck } from './last-check.ts';

/** What the API says of a connection: never its credential. `checks` newest first. */
export function toConnection(
  row: ConnectionRow,
  usedBy: readonly { readonly id: string; readonly name: string }[],
  checks: readonly CheckSummaryRow[],
  repairTally: RepairTally,
): Connection {
  const model = connectionModelId(row.id);
  const { turns, repaired } = repairTally.ofModel(model);
  const on = repairsOn(row);
  const last = lastCheck(checks);
  const passedAt = lastPassedAt(checks);
  return {
    id: row.id,
    projectId: row.projectId,
    shared: row.shared === 1,
    name: row.name,
    url: row.url,
    modelId: row.modelId,
    // The border checks the method before a row is written.
    auth: { method: row.authMethod as AuthMethod, hasCredential: row.credential !== null },
    tls:
      row.tlsCa === null && row.tlsCertificate === null
        ? null
        : {
            caCertificates: row.tlsCa,
            clientCertificate: row.tlsCertificate,
            hasClientKey: row.tlsKey !== null,
            clientCertificateEndsAt:
              row.tlsCertificate === null ? null : endOfCertificate(row.tlsCertificate),
          },
    streaming: row.streaming === 1,
    inFlightMax: row.inFlightMax,
    model,
    repairs: repairs.map(({ id, name, words }) => ({
      id,
      name,
      words,
      on: on.includes(id),
      count: repaired.get(id) ?? 0,
    })),
    turns,
    usedBy: usedBy.map(({ id, name }) => ({ id, name })),
    lastCheck: last === null ? null : toKeptCheck(last, row),
    lastPassedAt: passedAt === null ? null : new Date(passedAt).toISOString(),
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}

/** Of a shared connection's agents, those of the actor's own projects. */
export function seenUses<Use extends { readonly projectId: string }>(
  uses: readonly Use[],
  actor: Actor,
): Use[] {
  return uses.filter(({ projectId }) => sees(actor, projectId));
}
