import type { Endpoint, ModelListing } from '@jackfield/gateway-config';
import type { Services } from '../../services.ts';
import type { ProviderDefinition } from './provider-definitions.ts';

const timeoutMs = 30_000;

/** A provider's own list of models, given up in time or when the person who asked has left. */
export function askForModels(
  services: Services,
  definition: ProviderDefinition,
  endpoint: Endpoint,
  left: AbortSignal,
): Promise<ModelListing> {
  const signal = AbortSignal.any([left, AbortSignal.timeout(timeoutMs)]);
  return services.options.listModels(definition.id, endpoint, signal);
}
