import type { ControlPlaneOptions } from '../../options.ts';
import type { CredentialBinding } from '../../secrets/credential-binding.ts';
import type { Keyring } from '../../secrets/keyring.ts';
import { connectionTable } from '../../store/connection-table.ts';
import { providerCredentialsTable } from '../../store/provider-credentials-table.ts';
import type { Database } from '../../store/tables.ts';
import { connectionBinding } from '../connections/connection-credential.ts';
import { effectiveBaseUrl, providerBinding } from '../providers/provider-access.ts';
import { providerDefinitions } from '../providers/provider-definitions.ts';

interface Resealed {
  readonly resealed: number;
  /** Left as they were, because nothing here opens them. */
  readonly unreadable: number;
}

/** Seals every credential anew, with the keyring's newest data key. */
export async function resealCredentials(
  db: Database,
  keyring: Keyring,
  environment: ControlPlaneOptions['providerEnvironment'],
): Promise<Resealed> {
  let resealed = 0;
  let unreadable = 0;
  const reseal = (sealed: string, binding: CredentialBinding | null): string => {
    const credential = binding === null ? null : keyring.open(sealed, binding);
    if (credential === null || binding === null) {
      unreadable += 1;
      return sealed;
    }
    resealed += 1;
    return keyring.seal(credential, binding);
  };
  for (const { id, url, authMethod, credential } of await connectionTable.all(db)) {
    if (credential === null) continue;
    const binding = connectionBinding(id, new URL(url), authMethod);
    await connectionTable.update(db, id, { credential: reseal(credential, binding) });
  }
  for (const row of await providerCredentialsTable.all(db)) {
    const definition = providerDefinitions.find(({ id }) => id === row.provider);
    // Written by `saveProviderCredentials` alone, as objects of texts.
    const plain = JSON.parse(row.plain) as Record<string, string>;
    const sealed = JSON.parse(row.sealed) as Record<string, string>;
    const baseUrl =
      definition && effectiveBaseUrl(definition, plain, environment[definition.id] ?? {}).baseUrl;
    const fields = Object.entries(sealed).map(([name, text]) => {
      const known = definition !== undefined && baseUrl && URL.canParse(baseUrl);
      return [name, reseal(text, known ? providerBinding(definition, name, baseUrl) : null)];
    });
    const next = JSON.stringify(Object.fromEntries(fields));
    await providerCredentialsTable.put(db, { ...row, sealed: next });
  }
  return { resealed, unreadable };
}
