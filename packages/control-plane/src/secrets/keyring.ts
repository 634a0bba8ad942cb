import { randomBytes } from 'node:crypto';
import { Secret } from '@jackfield/gateway-config';
import { ProblemError } from '../problem-error.ts';
import { StartProblem } from '../start-problem.ts';
import { dataKeyTable } from '../store/data-key-table.ts';
import { newId } from '../store/new-id.ts';
import type { Store } from '../store/store.ts';
import type { Database, DataKeyRow } from '../store/tables.ts';
import { bindingText } from './credential-binding.ts';
import type { CredentialBinding } from './credential-binding.ts';
import type { MasterKey, MasterKeys } from './master-key.ts';
import { wrappingKeyId } from './master-key.ts';
import { openText, sealingKeyId, sealText } from './sealed-text.ts';

/** Seals credentials with the newest data key, and opens them with the one they name. */
export class Keyring {
  readonly #masterKeys: MasterKeys;
  /** Grows only: who read a row before a rotation may open it after. */
  readonly #keys = new Map<string, Uint8Array>();
  #newestId: string | null = null;

  /**
   * The data keys of the database, unwrapped; the first start makes one.
   *
   * @throws StartProblem when the master keys are not those the database was made with.
   */
  static async open(
    store: Pick<Store, 'db' | 'lockChanges'>,
    masterKeys: MasterKeys,
    clock: () => number,
  ): Promise<Keyring> {
    await store.db.transaction().execute(async (db) => {
      await store.lockChanges(db);
      if ((await dataKeyTable.all(db)).length > 0) return;
      const { row } = await newDataKey(masterKeys.current, clock());
      await dataKeyTable.insert(db, row);
    });
    const keyring = new Keyring(masterKeys);
    await keyring.reload(store.db);
    return keyring;
  }

  private constructor(masterKeys: MasterKeys) {
    this.#masterKeys = masterKeys;
  }

  /**
   * Reads the data keys again: what the database holds is the truth, whatever became of a transaction.
   * Nothing is sealed until it succeeds, as it might be with a key that is not on disk.
   */
  async reload(db: Database): Promise<void> {
    this.#newestId = null;
    const rows = await dataKeyTable.all(db);
    for (const row of rows) {
      // Each time anew: that a wrapped key opens is what a rotation has to prove before it commits.
      this.#keys.set(row.id, await unwrapDataKey(row, this.#masterKeys.accepted));
    }
    this.#newestId = rows.at(-1)?.id ?? null;
  }

  /**
   * Takes the data keys that another process has made since. Without the master key for them, what is
   * known still opens, and nothing is sealed.
   */
  async follow(db: Database): Promise<void> {
    const rows = await dataKeyTable.all(db);
    this.#newestId = null;
    for (const row of rows) {
      if (this.#keys.has(row.id)) continue;
      if (!this.#masterKeys.accepted.some(({ id }) => id === wrappingKeyId(row.wrapped))) return;
      this.#keys.set(row.id, await unwrapDataKey(row, this.#masterKeys.accepted));
    }
    this.#newestId = rows.at(-1)?.id ?? null;
  }

  /** Takes a data key that is about to be written: the newest from now on, until `reload`. */
  add(id: string, key: Uint8Array): void {
    this.#keys.set(id, key);
    this.#newestId = id;
  }

  seal(credential: Secret, binding: CredentialBinding): string {
    const id = this.#newestId;
    const key = id === null ? undefined : this.#keys.get(id);
    if (id === null || key === undefined) throw newestUnknown();
    return sealText(id, key, Buffer.from(credential.reveal()), bindingText(binding));
  }

  /** `null` when it was sealed for another place, or was tampered with. */
  open(sealed: string, binding: CredentialBinding): Secret | null {
    const key = this.#keys.get(sealingKeyId(sealed) ?? '');
    const plain = key === undefined ? null : openText(sealed, key, bindingText(binding));
    return plain === null ? null : new Secret(plain.toString());
  }
}

/** A fresh data key and the row that keeps it, wrapped. */
export async function newDataKey(
  masterKey: MasterKey,
  createdAt: number,
): Promise<{ row: DataKeyRow; key: Uint8Array }> {
  const id = newId('dky');
  const key = randomBytes(32);
  return { key, row: { id, wrapped: await wrapDataKey(id, key, masterKey), createdAt } };
}

export async function wrapDataKey(
  id: string,
  key: Uint8Array,
  masterKey: MasterKey,
): Promise<string> {
  return masterKey.wrap(key, wrappingText(id));
}

/**
 * That a wrapped key opens is the check value: a wrong master key is found here, at start.
 *
 * @throws StartProblem in one line that names the keys by their ids.
 */
export async function unwrapDataKey(
  row: Pick<DataKeyRow, 'id' | 'wrapped'>,
  accepted: readonly MasterKey[],
): Promise<Uint8Array> {
  const wrappedBy = wrappingKeyId(row.wrapped);
  const masterKey = accepted.find(({ id }) => id === wrappedBy);
  if (masterKey === undefined) throw wrongKey(accepted, wrappedBy);
  let key: Uint8Array | null = null;
  try {
    key = await masterKey.unwrap(row.wrapped, wrappingText(row.id));
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new StartProblem(`The master key ${wrappedBy} can't be asked: ${words}`, { cause });
  }
  if (key !== null) return key;
  throw new StartProblem(
    'A data key in the database is damaged. Restore a backup of the data folder.',
  );
}

function newestUnknown(): ProblemError {
  return new ProblemError(
    503,
    'master_key_changed',
    'Another process has changed the master key, so no credential can be saved here. Restart this process with the new key in JACKFIELD_MASTER_KEY.',
  );
}

function wrongKey(accepted: readonly MasterKey[], wrappedBy: string): StartProblem {
  const where =
    'JACKFIELD_MASTER_KEY, …_FILE or …_COMMAND, or master.key in the data folder; in the middle of a rotation also JACKFIELD_MASTER_KEY_PREVIOUS';
  const ids = accepted.map(({ id }) => id).join(', ');
  const subject = accepted.length === 1 ? 'The master key' : 'None of the master keys';
  const verb = accepted.length === 1 ? 'is not' : 'is';
  return new StartProblem(
    `${subject} (${ids}) ${verb} the one this data was sealed with (${wrappedBy}). Start with that one: ${where}.`,
  );
}

function wrappingText(dataKeyId: string): string {
  return JSON.stringify(['data_keys', dataKeyId, 'wrapped']);
}
