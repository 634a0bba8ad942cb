import { createHash } from 'node:crypto';
import { openText, sealText } from './sealed-text.ts';

/**
 * Wraps data keys, and is asked for nothing else: a key that this process holds, or one that a key
 * management service keeps and never hands out (docs/guides/keys-and-backups.md shows such a one).
 */
export interface MasterKey {
  /** Names the key and tells nothing of it: letters, digits, `-` and `_`. */
  readonly id: string;
  /** A text `<form>.<id>.…` that only this key opens, and only with the same `associated`. */
  wrap(dataKey: Uint8Array, associated: string): Promise<string>;
  /** `null` when this key did not wrap it so; rejects when the key can't be asked at this moment. */
  unwrap(wrapped: string, associated: string): Promise<Uint8Array | null>;
}

/** The master keys of a process: from the start of a rotation to its end it accepts two. */
export interface MasterKeys {
  /** What data keys are wrapped by from now on. */
  readonly current: MasterKey;
  /** What they may be wrapped by already: `current`, then older ones. */
  readonly accepted: readonly MasterKey[];
  /** Whether a rotation that was begun has to be ended by this start. */
  readonly unfinished: boolean;
  /**
   * Has `current` be the key to rotate to, kept safely before it resolves. Nothing changes where keys
   * are given and no other was given since.
   */
  next(): Promise<MasterKey>;
  /**
   * Call it once every data key is wrapped by `key`: later starts take it as the current one. Gives the
   * file to back up, where there is one.
   */
  promote(key: MasterKey): Promise<string | null>;
}

/** A master key of 32 bytes that this process holds: AES-256-GCM. */
export function localMasterKey(key: Uint8Array): MasterKey {
  if (key.length !== 32) throw new RangeError(`A master key holds 32 bytes, not ${key.length}.`);
  const id = createHash('sha256')
    .update('jackfield master key id\0')
    .update(key)
    .digest('hex')
    .slice(0, 12);
  return {
    id,
    wrap: async (dataKey, associated) => sealText(id, key, dataKey, associated),
    unwrap: async (wrapped, associated) => openText(wrapped, key, associated),
  };
}

/** The id of the master key that wrapped a data key: of its text's parts the second. */
export function wrappingKeyId(wrapped: string): string {
  return wrapped.split('.', 2)[1] ?? 'unknown';
}
