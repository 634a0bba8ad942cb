import { ProblemError } from '../../problem-error.ts';
import { providerDefinitions } from './provider-definitions.ts';
import type { ProviderDefinition } from './provider-definitions.ts';

/** @throws ProblemError 404 */
export function needProvider(id: string): ProviderDefinition {
  const definition = providerDefinitions.find((candidate) => candidate.id === id);
  if (definition !== undefined) return definition;
  throw new ProblemError(
    404,
    'not_found',
    id === 'byom'
      ? 'Your own models have no credentials in common: each connection holds its own. See /api/v1/connections.'
      : 'There is no such provider. GET /api/v1/providers lists those there are.',
  );
}
