/** Whether `value` holds all that `wanted` does: objects may hold more, lists may not. */
export function holdsAtLeast(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(value) &&
      value.length === wanted.length &&
      wanted.every((one, index) => holdsAtLeast(value[index], one))
    );
  }
  if (typeof wanted === 'object' && wanted !== null) {
    return (
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.entries(wanted).every(
        ([name, one]) => Object.hasOwn(value, name) && holdsAtLeast(Reflect.get(value, name), one),
      )
    );
  }
  return value === wanted;
}
