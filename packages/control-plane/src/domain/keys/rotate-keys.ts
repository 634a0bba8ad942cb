import { ProblemError } from '../../problem-error.ts';
import type { Change } from '../../publish/changes.ts';
import type { KeyRotation } from '../../schemas/key-rotation.ts';
import { newDataKey, unwrapDataKey, wrapDataKey } from '../../secrets/keyring.ts';
import { wrappingKeyId } from '../../secrets/master-key.ts';
import type { MasterKey } from '../../secrets/master-key.ts';
import type { Services } from '../../services.ts';
import { dataKeyTable } from '../../store/data-key-table.ts';
import { walkCredentials } from './walk-credentials.ts';

/**
 * Wraps every data key by the master key that is next, all in one transaction; with `dataKey` seals
 * every credential anew with a fresh one first. Turns go on meanwhile. Killed at any moment, the next
 * start finds every key it needs, and this can be run again.
 *
 * @throws ProblemError 409 `nothing_to_rotate`, 502 `master_key_unavailable`.
 */
export async function rotateKeys(
  services: Services,
  actor: string,
  wanted: { readonly dataKey: boolean },
): Promise<KeyRotation> {
  const { changes, keyring, db, options } = services;
  const { masterKeys } = options;
  const to = await masterKeys.next().catch(keyUnavailable);
  try {
    const rotation = await changes.make(actor, (change) => rotate(services, change, to, wanted));
    const keyFile = await masterKeys.promote(to);
    return { ...rotation, keyFile };
  } finally {
    await keyring.reload(db);
  }
}

async function rotate(
  services: Services,
  change: Change,
  to: MasterKey,
  wanted: { readonly dataKey: boolean },
): Promise<Omit<KeyRotation, 'keyFile'>> {
  const { keyring, publisher, options } = services;
  const { db } = change;
  const before = await dataKeyTable.all(db);
  const from = [...new Set(before.map(({ wrapped }) => wrappingKeyId(wrapped)))];
  // A rotation that this start has only to end may have been committed already.
  if (!wanted.dataKey && from.every((id) => id === to.id) && !options.masterKeys.unfinished) {
    throw nothingToRotate(to.id);
  }
  for (const row of before) {
    if (wrappingKeyId(row.wrapped) === to.id) continue;
    const key = await unwrapDataKey(row, options.masterKeys.accepted);
    await dataKeyTable.rewrap(db, row.id, await wrapDataKey(row.id, key, to));
  }
  let counted = { opened: 0, unreadable: 0 };
  if (wanted.dataKey) {
    const newest = before.at(-1)?.createdAt ?? 0;
    // Later than every other, whatever the clock says: the newest is what credentials are sealed with.
    const fresh = await newDataKey(to, Math.max(change.now, newest + 1));
    await dataKeyTable.insert(db, fresh.row);
    keyring.add(fresh.row.id, fresh.key);
    counted = await walkCredentials(db, keyring, options.providerEnvironment, (...sealing) =>
      keyring.seal(...sealing),
    );
    for (const { id } of before) {
      if (!(await dataKeyTable.isUsed(db, id))) await dataKeyTable.delete(db, id);
    }
  }
  const { opened: resealed, unreadable } = counted;
  const dataKeys = (await dataKeyTable.all(db)).length;
  await change.audit({
    action: 'keys.rotated',
    target: { kind: 'master_key', id: to.id, name: null },
    details: { from, dataKeys, dataKeyRenewed: wanted.dataKey, resealed, unreadable },
  });
  // What gateways hold is built anew from what was just written: an end-to-end proof that it opens.
  publisher.forget();
  change.touched.dataKeys = true;
  return { masterKey: to.id, from, dataKeys, resealed, unreadable };
}

function keyUnavailable(cause: unknown): never {
  const words = cause instanceof Error ? cause.message : String(cause);
  throw new ProblemError(
    502,
    'master_key_unavailable',
    `The next master key can't be had, and nothing was changed. ${words}`,
    { cause },
  );
}

function nothingToRotate(id: string): ProblemError {
  return new ProblemError(
    409,
    'nothing_to_rotate',
    `Every data key is wrapped by the master key ${id} already, and that one is given by JACKFIELD_MASTER_KEY, …_FILE or …_COMMAND. Start with a new key there and with this one in JACKFIELD_MASTER_KEY_PREVIOUS, then rotate again.`,
  );
}
