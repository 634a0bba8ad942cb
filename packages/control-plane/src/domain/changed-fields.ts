/** The fields that differ between two connections, for the audit log: names, never a credential. */
export function changedFields(before: object, after: object): string[] {
  const previous = new Map<string, unknown>(Object.entries(before));
  return Object.entries(after)
    .filter(([name, value]) => previous.get(name) !== value)
    .map(([name]) => name);
}
