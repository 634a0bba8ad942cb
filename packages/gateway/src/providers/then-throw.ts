/** What was read before a fault, and then the fault: see `StreamDecoder.push`. */
export function* thenThrow<Item>(items: readonly Item[], error: unknown): Iterable<Item> {
  yield* items;
  throw error;
}
