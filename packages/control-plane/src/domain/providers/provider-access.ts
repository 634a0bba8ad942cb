import { Secret } from '@jackfield/gateway-config';
import type { Endpoint, EndpointNotReady } from '@jackfield/gateway-config';
import type { CredentialBinding } from '../../secrets/credential-binding.ts';
import type { Keyring } from '../../secrets/keyring.ts';
import type { ProviderCredentialsRow } from '../../store/tables.ts';
import type { ProviderDefinition, ProviderValues } from './provider-definitions.ts';

/** Where a provider's turns go, and with what. */
export interface ProviderAccess {
  readonly definition: ProviderDefinition;
  /** Where the credentials come from; `null` when there are none. */
  readonly source: 'saved' | 'environment' | null;
  readonly baseUrl: string | null;
  readonly endpoint: Endpoint | EndpointNotReady;
  readonly updatedAt: number | null;
}

/**
 * Saved credentials win over the environment's, whole: the two are never mixed, so an
 * environment's key is never sent to a base URL that somebody saved. (The other way round the
 * operator's base URL does apply to a saved key; the seal binds the key to that URL.)
 */
export function providerAccess(
  definition: ProviderDefinition,
  saved: ProviderCredentialsRow | undefined,
  environment: ProviderValues,
  keyring: Keyring,
): ProviderAccess {
  if (saved === undefined) return environmentAccess(definition, environment);
  const plain = parseFields(saved.plain);
  const { baseUrl, trusted } = effectiveBaseUrl(definition, plain, environment);
  const updatedAt = saved.updatedAt;
  const values = baseUrl === null ? null : openFields(definition, saved, baseUrl, plain, keyring);
  if (values === null) {
    const reason = `${definition.name}'s saved credentials don't belong to the base URL that is set now. Give them again.`;
    return { definition, source: 'saved', baseUrl, updatedAt, endpoint: { ready: false, reason } };
  }
  const poolKey = `provider:${definition.id}:${saved.version}`;
  const endpoint = endpointFor(definition, values, baseUrl, trusted, poolKey);
  return { definition, source: 'saved', baseUrl, updatedAt, endpoint };
}

function environmentAccess(
  definition: ProviderDefinition,
  environment: ProviderValues,
): ProviderAccess {
  const { baseUrl, trusted } = effectiveBaseUrl(definition, {}, environment);
  // New keys (an AWS role's end within hours) get a socket pool of their own.
  const shown = definition.fields.filter(({ secret }) => !secret);
  const version = shown.map(({ name }) => environment[name]?.reveal() ?? '').join(' ');
  const poolKey = `provider:${definition.id}:environment:${version}`;
  const endpoint = endpointFor(definition, environment, baseUrl, trusted, poolKey);
  const source = endpoint.ready ? 'environment' : null;
  return { definition, source, baseUrl, updatedAt: null, endpoint };
}

/** Where saved credentials would be sent: what was saved, else the operator's, else the vendor's. */
export function effectiveBaseUrl(
  definition: ProviderDefinition,
  plain: Readonly<Record<string, string>>,
  environment: ProviderValues,
): { baseUrl: string | null; trusted: boolean } {
  if (plain['baseUrl'] !== undefined) return { baseUrl: plain['baseUrl'], trusted: false };
  const operators = environment['baseUrl']?.reveal();
  if (operators !== undefined) return { baseUrl: operators, trusted: true };
  const region = plain['region'] === undefined ? {} : { region: new Secret(plain['region']) };
  return { baseUrl: definition.defaultBaseUrl({ ...environment, ...region }), trusted: false };
}

export function providerBinding(
  definition: ProviderDefinition,
  field: string,
  baseUrl: string,
): CredentialBinding {
  return {
    table: 'provider_credentials',
    row: definition.id,
    column: field,
    url: new URL(baseUrl),
    authMethod: definition.id,
  };
}

function endpointFor(
  definition: ProviderDefinition,
  values: ProviderValues,
  baseUrl: string | null,
  trusted: boolean,
  poolKey: string,
): Endpoint | EndpointNotReady {
  const missing = definition.missing(values);
  if (missing !== null || baseUrl === null) {
    const what = missing?.what ?? 'base URL';
    const reason = `${definition.name} has no ${what} yet. Give it under Providers, or set ${definition.environment} and start again.`;
    return { ready: false, reason };
  }
  if (!URL.canParse(baseUrl)) {
    return { ready: false, reason: `${definition.name}'s base URL is not a URL.` };
  }
  return { ready: true, poolKey, baseUrl, auth: definition.auth(values), trusted };
}

function openFields(
  definition: ProviderDefinition,
  saved: ProviderCredentialsRow,
  baseUrl: string,
  plain: Readonly<Record<string, string>>,
  keyring: Keyring,
): ProviderValues | null {
  const values: Record<string, Secret> = { baseUrl: new Secret(baseUrl) };
  for (const [name, value] of Object.entries(plain)) values[name] = new Secret(value);
  if (!URL.canParse(baseUrl)) return null;
  for (const [name, sealed] of Object.entries(parseFields(saved.sealed))) {
    const value = keyring.open(sealed, providerBinding(definition, name, baseUrl));
    if (value === null) return null;
    values[name] = value;
  }
  return values;
}

function parseFields(json: string): Readonly<Record<string, string>> {
  // Written by `saveProviderCredentials` alone, as an object of texts.
  return JSON.parse(json) as Record<string, string>;
}
