/** What was typed as a number, with a point or a comma; `null` where nothing was, or with an error in `errors`. */
export function readNumber(
  text: string,
  range: { min: number; max: number; whole: boolean },
  field: string,
  errors: Map<string, string>,
): number | null {
  const typed = text.trim().replace(',', '.');
  if (typed === '') return null;
  const value = Number(typed);
  const { min, max, whole } = range;
  if (
    !Number.isFinite(value) ||
    value < min ||
    value > max ||
    (whole && !Number.isInteger(value))
  ) {
    errors.set(
      field,
      `Give a ${whole ? 'whole number' : 'number'} from ${min} to ${max}, or leave it empty.`,
    );
    return null;
  }
  return value;
}
