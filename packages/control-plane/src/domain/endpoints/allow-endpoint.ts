import type { Change } from '../../publish/changes.ts';
import { allowedEndpointTable } from '../../store/allowed-endpoint-table.ts';
import { newId } from '../../store/new-id.ts';
import type { AllowedEndpointRow } from '../../store/tables.ts';

/** Puts an endpoint on the allow-list, unless it stands there already. */
export async function allowEndpoint(change: Change, endpoint: string): Promise<AllowedEndpointRow> {
  const known = await allowedEndpointTable.byEndpoint(change.db, endpoint);
  if (known !== undefined) return known;
  const row = {
    id: newId('end'),
    endpoint,
    allowedBy: change.actor,
    allowedAt: change.now,
  };
  await allowedEndpointTable.insert(change.db, row);
  await change.audit({
    action: 'endpoint.allowed',
    target: { kind: 'endpoint', id: row.id, name: endpoint },
    details: { endpoint },
  });
  change.touched.allowedEndpoints = true;
  return row;
}
