import { createHash, randomBytes } from 'node:crypto';
import { Secret } from '@jackfield/gateway-config';
import { StartProblem } from '../start-problem.ts';
import { dataKeyTable } from '../store/data-key-table.ts';
import { newId } from '../store/new-id.ts';
import type { Database, DataKeyRow } from '../store/tables.ts';
import { bindingText } from './credential-binding.ts';
import type { CredentialBinding } from './credential-binding.ts';
import { openText, sealingKeyId, sealText } from './sealed-text.ts';

/** Seals credentials with the newest data key, and opens them with the one they name. */
export interface Keyring {
  seal(credential: Secret, binding: CredentialBinding): string;
  /** `null` when it was sealed for another place, or was tampered with. */
  open(sealed: string, binding: CredentialBinding): Secret | null;
}

/**
 * The data keys of the database, unwrapped by `masterKey`; the first start makes one.
 *
 * @throws StartProblem when the master key is not the one the database was made with.
 */
export async function openKeyring(
  db: Database,
  masterKey: Uint8Array,
  clock: () => number,
): Promise<Keyring> {
  if (masterKey.length !== 32) {
    throw new StartProblem(`The master key must hold 32 bytes; it holds ${masterKey.length}.`);
  }
  let rows = await dataKeyTable.all(db);
  if (rows.length === 0) {
    const first = newDataKey(masterKey, clock());
    await dataKeyTable.insert(db, first);
    rows = [first];
  }
  const keys = new Map(rows.map((row) => [row.id, unwrap(row, masterKey)]));
  return keyringOf(keys, rows.at(-1)?.id ?? '');
}

function keyringOf(keys: ReadonlyMap<string, Uint8Array>, newestId: string): Keyring {
  return {
    seal(credential, binding) {
      const key = keys.get(newestId);
      if (key === undefined) throw new Error('The keyring holds no data key.');
      return sealText(newestId, key, Buffer.from(credential.reveal()), bindingText(binding));
    },
    open(sealed, binding) {
      const key = keys.get(sealingKeyId(sealed) ?? '');
      const plain = key === undefined ? null : openText(sealed, key, bindingText(binding));
      return plain === null ? null : new Secret(plain.toString());
    },
  };
}

function newDataKey(masterKey: Uint8Array, createdAt: number): DataKeyRow {
  const id = newId('dky');
  const wrapped = sealText(masterKeyId(masterKey), masterKey, randomBytes(32), wrappingText(id));
  return { id, wrapped, createdAt };
}

/** That the wrapped key opens is the check value: a wrong master key is found here, at start. */
function unwrap(row: DataKeyRow, masterKey: Uint8Array): Uint8Array {
  const key = openText(row.wrapped, masterKey, wrappingText(row.id));
  if (key !== null) return key;
  const theirs = sealingKeyId(row.wrapped);
  const ours = masterKeyId(masterKey);
  throw new StartProblem(
    theirs === ours
      ? 'A data key in the database is damaged. Restore a backup of the data folder.'
      : `The master key (${ours}) is not the one this data was sealed with (${theirs ?? 'unknown'}). Start with that one: JACKFIELD_MASTER_KEY, JACKFIELD_MASTER_KEY_FILE, or master.key in the data folder.`,
  );
}

/** Names a master key without telling anything of it. */
function masterKeyId(masterKey: Uint8Array): string {
  return createHash('sha256')
    .update('jackfield master key id\0')
    .update(masterKey)
    .digest('hex')
    .slice(0, 12);
}

function wrappingText(dataKeyId: string): string {
  return JSON.stringify(['data_keys', dataKeyId, 'wrapped']);
}
