/** So many changes are kept beside a map before they are put into a new one. */
const changesMax = 1_000;

/**
 * An immutable map that is made of another by what has changed, at a cost that depends on the changes
 * alone; of a thousand changes one pays for a copy of all.
 */
export class LayeredMap<Key, Value extends object> implements ReadonlyMap<Key, Value> {
  readonly #base: ReadonlyMap<Key, Value>;
  /** What has another value than below; `null`: none any more. */
  readonly #changes: ReadonlyMap<Key, Value | null>;
  readonly size: number;

  private constructor(
    base: ReadonlyMap<Key, Value>,
    changes: ReadonlyMap<Key, Value | null>,
    size: number,
  ) {
    this.#base = base;
    this.#changes = changes;
    this.size = size;
  }

  static of<Key, Value extends object>(base: ReadonlyMap<Key, Value>): LayeredMap<Key, Value> {
    return new LayeredMap(base, new Map(), base.size);
  }

  /** @param changed the new values; `null` takes one away. */
  with(changed: ReadonlyMap<Key, Value | null>): LayeredMap<Key, Value> {
    if (changed.size === 0) return this;
    if (changed.size > changesMax) {
      const all = new Map(this);
      for (const [key, value] of changed) {
        if (value === null) all.delete(key);
        else all.set(key, value);
      }
      return LayeredMap.of(all);
    }
    const changes = new Map(this.#changes);
    let { size } = this;
    for (const [key, value] of changed) {
      size += Number(value !== null) - Number(this.has(key));
      changes.set(key, value);
    }
    const next = new LayeredMap(this.#base, changes, size);
    return changes.size <= changesMax ? next : LayeredMap.of(new Map(next));
  }

  /** Keys that may have another value than in `before`: few where one was made of the other. */
  keysSince(before: ReadonlyMap<Key, Value>): Iterable<Key> {
    const near = before instanceof LayeredMap && before.#base === this.#base;
    return near
      ? new Set([...this.#changes.keys(), ...before.#changes.keys()])
      : new Set([...this.keys(), ...before.keys()]);
  }

  get(key: Key): Value | undefined {
    const changed = this.#changes.get(key);
    if (changed === undefined) return this.#base.get(key);
    return changed ?? undefined;
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined;
  }

  *entries(): MapIterator<[Key, Value]> {
    for (const entry of this.#base) if (!this.#changes.has(entry[0])) yield entry;
    for (const [key, value] of this.#changes) if (value !== null) yield [key, value];
  }

  *keys(): MapIterator<Key> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.entries();
  }

  forEach(callback: (value: Value, key: Key, map: ReadonlyMap<Key, Value>) => void): void {
    for (const [key, value] of this) callback(value, key, this);
  }
}
