import type { ControlPlaneOptions } from '../../options.ts';
import type { Secret } from '@jackfield/gateway-config';
import type { CredentialBinding } from '../../secrets/credential-binding.ts';
import type { Keyring } from '../../secrets/keyring.ts';
import { connectionTable } from '../../store/connection-table.ts';
import { providerCredentialsTable } from '../../store/provider-credentials-table.ts';
import { webhookTable } from '../../store/webhook-table.ts';
import type { Database, ProviderCredentialsRow } from '../../store/tables.ts';
import { connectionBinding } from '../connections/connection-credential.ts';
import { clientKeyBinding } from '../connections/connection-tls.ts';
import { effectiveBaseUrl, providerBinding } from '../providers/provider-access.ts';
import { webhookBinding } from '../webhooks/webhook-secret.ts';
import { providerDefinitions } from '../providers/provider-definitions.ts';

type ProviderEnvironment = ControlPlaneOptions['providerEnvironment'];

export interface CredentialCount {
  readonly opened: number;
  /** Sealed for another place than where they stand, or damaged. */
  readonly unreadable: number;
}

/** Gives what a credential's place holds from now on; `null` leaves it as it is. */
type Replace = (credential: Secret, binding: CredentialBinding) => string | null;

/** Opens every credential there is, and writes what `replace` makes of each. */
export async function walkCredentials(
  db: Database,
  keyring: Keyring,
  environment: ProviderEnvironment,
  replace: Replace,
): Promise<CredentialCount> {
  let [opened, unreadable] = [0, 0];
  const next = (sealed: string, binding: CredentialBinding | null): string => {
    const credential = binding === null ? null : keyring.open(sealed, binding);
    if (credential === null || binding === null) {
      unreadable += 1;
      return sealed;
    }
    opened += 1;
    return replace(credential, binding) ?? sealed;
  };
  for (const row of await connectionTable.all(db)) {
    const { id, authMethod } = row;
    const url = new URL(row.url);
    const credential =
      row.credential && next(row.credential, connectionBinding(id, url, authMethod));
    const tlsKey = row.tlsKey && next(row.tlsKey, clientKeyBinding(id, url));
    if (credential !== row.credential || tlsKey !== row.tlsKey) {
      await connectionTable.update(db, id, { credential, tlsKey });
    }
  }
  for (const { id, url, secret: before } of await webhookTable.all(db)) {
    const secret = next(before, webhookBinding(id, new URL(url)));
    if (secret !== before) await webhookTable.update(db, id, { secret });
  }
  for (const row of await providerCredentialsTable.all(db)) {
    const bindingOf = providerBindings(row, environment);
    // Written by `saveProviderCredentials` alone, as an object of texts.
    const before = Object.entries(JSON.parse(row.sealed) as Record<string, string>);
    const fields = before.map(([name, text]) => [name, next(text, bindingOf(name))]);
    const sealed = JSON.stringify(Object.fromEntries(fields));
    if (sealed !== row.sealed) await providerCredentialsTable.put(db, { ...row, sealed });
  }
  return { opened, unreadable };
}

/** Where a provider's fields belong; `null` while it is not known where they would be sent. */
function providerBindings(
  row: ProviderCredentialsRow,
  environment: ProviderEnvironment,
): (field: string) => CredentialBinding | null {
  const definition = providerDefinitions.find(({ id }) => id === row.provider);
  if (definition === undefined) return () => null;
  // As above.
  const plain = JSON.parse(row.plain) as Record<string, string>;
  const { baseUrl } = effectiveBaseUrl(definition, plain, environment[definition.id] ?? {});
  if (baseUrl === null || !URL.canParse(baseUrl)) return () => null;
  return (field) => providerBinding(definition, field, baseUrl);
}
