import { dialGuard, endpointName } from '@jackfield/gateway-config';
import type { EndpointCheckOptions, EndpointToCheck } from '../../options.ts';
import type { CheckReport } from '../../schemas/check-report.ts';
import type { Services } from '../../services.ts';
import { egressPolicyOf } from '../endpoints/egress-policy-of.ts';

/** Runs checks against an endpoint through the guard that judges every turn's address. */
export async function runCheck(
  services: Services,
  target: EndpointToCheck,
  options: Omit<EndpointCheckOptions, 'guard'>,
): Promise<CheckReport> {
  const policy = await egressPolicyOf(services, services.db);
  const guard = dialGuard(endpointName(new URL(target.url)), () => policy);
  return services.options.checkEndpoint(target, { ...options, guard });
}
