/** A list whose items are built when somebody first looks at it, and can't be changed. */
export function lazyList<Item>(build: () => readonly Item[]): Item[] {
  let unbuilt: typeof build | null = build;
  const built = (items: Item[]): Item[] => {
    const make = unbuilt;
    unbuilt = null;
    for (const item of make?.() ?? []) items.push(item);
    return items;
  };
  return new Proxy<Item[]>([], {
    get: (items, name) => Reflect.get(built(items), name) as unknown,
    has: (items, name) => Reflect.has(built(items), name),
    ownKeys: (items) => Reflect.ownKeys(built(items)),
    getOwnPropertyDescriptor: (items, name) => Reflect.getOwnPropertyDescriptor(built(items), name),
    // What was built of it would be lost where the list goes on unbuilt.
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
  });
}
