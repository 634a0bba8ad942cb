import type { Endpoint } from '@jackfield/gateway-config';
import { ProblemError } from '../../problem-error.ts';
import type { Services } from '../../services.ts';
import { needProvider } from './need-provider.ts';
import type { ProviderDefinition } from './provider-definitions.ts';

/** @throws ProblemError 404, or 409 that says what is missing and where to give it. */
export function needReadyProvider(
  services: Services,
  id: string,
): { definition: ProviderDefinition; endpoint: Endpoint } {
  const definition = needProvider(id);
  const endpoint = services.publisher.providerAccess(definition.id)?.endpoint;
  if (endpoint === undefined) throw new Error(`The provider ${definition.id} was not published.`);
  if (!endpoint.ready) throw new ProblemError(409, 'provider_not_ready', endpoint.reason);
  return { definition, endpoint };
}
