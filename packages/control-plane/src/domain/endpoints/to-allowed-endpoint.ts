import type { AllowedEndpoint } from '../../schemas/endpoint.ts';
import type { AllowedEndpointRow } from '../../store/tables.ts';

export function savedEndpoint(row: AllowedEndpointRow): AllowedEndpoint {
  return {
    id: row.id,
    endpoint: row.endpoint,
    source: 'saved',
    allowedBy: row.allowedBy,
    allowedAt: new Date(row.allowedAt).toISOString(),
  };
}

/** Its id is made of the endpoint, because no row stands behind it. */
export function operatorEndpoint(endpoint: string): AllowedEndpoint {
  return {
    id: operatorEndpointId(endpoint),
    endpoint,
    source: 'environment',
    allowedBy: null,
    allowedAt: null,
  };
}

export function operatorEndpointId(endpoint: string): string {
  return `env_${Buffer.from(endpoint).toString('base64url')}`;
}
