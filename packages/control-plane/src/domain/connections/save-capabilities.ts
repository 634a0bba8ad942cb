import type { ConnectionCapabilities } from '../../schemas/connection-capabilities.ts';
import type { Services } from '../../services.ts';
import { connectionTable } from '../../store/connection-table.ts';
import { changedFields } from '../changed-fields.ts';
import { capabilitiesOf } from './connection-repairs.ts';
import { needConnection } from './need-connection.ts';

/**
 * Keeps what a check found that an endpoint can do; gateways have it when this resolves. What is the
 * same as before is neither published nor audited, only its date is new.
 *
 * @throws ProblemError 404 when the connection is gone.
 */
export async function saveCapabilities(
  services: Pick<Services, 'changes'>,
  connectionId: string,
  capabilities: ConnectionCapabilities,
  actor = 'jackfield',
): Promise<void> {
  await services.changes.make(actor, async (change) => {
    const row = await needConnection(change.db, connectionId);
    await connectionTable.update(change.db, connectionId, {
      capabilities: JSON.stringify(capabilities),
    });
    const fields = changedFields(comparable(capabilitiesOf(row)), comparable(capabilities));
    if (fields.length === 0) return;
    await change.audit({
      action: 'connection.capabilities_found',
      target: { kind: 'connection', id: connectionId, name: row.name },
      details: { fields },
      projectId: row.projectId,
    });
    change.touched.connections.add(connectionId);
  });
}

/** Without the date; the list as text, so that it is compared by what it holds. */
function comparable(capabilities: ConnectionCapabilities | null): object {
  if (capabilities === null) return {};
  const { checkedAt: _checkedAt, refusedFields, ...rest } = capabilities;
  return { ...rest, refusedFields: refusedFields.toSorted().join() };
}
