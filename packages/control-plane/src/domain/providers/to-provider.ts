import type { Provider } from '../../schemas/provider.ts';
import type { ProviderAccess } from './provider-access.ts';

/** What may be shown of a provider: never a credential. */
export function toProvider(access: ProviderAccess): Provider {
  const { definition, source, baseUrl, endpoint, updatedAt } = access;
  return {
    id: definition.id,
    name: definition.name,
    ready: endpoint.ready,
    reason: endpoint.ready ? null : endpoint.reason,
    source,
    baseUrl,
    fields: [...definition.fields],
    link: definition.link,
    updatedAt: updatedAt === null ? null : new Date(updatedAt).toISOString(),
  };
}

/** Connections bring their own credentials, so there is nothing to give here. */
export const byomProvider: Provider = {
  id: 'byom',
  name: 'Your own models',
  ready: true,
  reason: null,
  source: null,
  baseUrl: null,
  fields: [],
  link: null,
  updatedAt: null,
};
