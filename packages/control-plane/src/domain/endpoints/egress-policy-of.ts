import type { EgressPolicy } from '@jackfield/gateway-config';
import { allowedEndpointTable } from '../../store/allowed-endpoint-table.ts';
import type { Database } from '../../store/tables.ts';
import type { Services } from '../../services.ts';

/** What connections may reach now: the operator's list and the saved one together. */
export async function egressPolicyOf(services: Services, db: Database): Promise<EgressPolicy> {
  const saved = await allowedEndpointTable.all(db);
  return {
    allowedEndpoints: new Set([
      ...services.operatorEndpoints,
      ...saved.map(({ endpoint }) => endpoint),
    ]),
    ownPorts: services.options.ownPorts,
  };
}
