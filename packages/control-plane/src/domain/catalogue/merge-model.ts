/** Fields that are maps themselves; in these an override changes only what it names. */
const maps = ['lifecycle', 'price', 'capabilities'] as const;

/**
 * A model with an operator's words put over it, field by field; lists and a successor are
 * replaced whole. Nothing is checked here: the result is.
 */
export function mergeModel(
  base: Readonly<Record<string, unknown>>,
  override: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base, ...override };
  for (const field of maps) {
    const below = base[field];
    const above = override[field];
    if (isMap(below) && isMap(above)) merged[field] = { ...below, ...above };
  }
  return merged;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
