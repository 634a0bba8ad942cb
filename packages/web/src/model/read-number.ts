/** What was typed as a number, as {@link toNumber} reads it; `null` where nothing was, or with an error in `errors`. */
export function readNumber(
  text: string,
  range: { min: number; max: number; whole: boolean },
  field: string,
  errors: Map<string, string>,
): number | null {
  if (text.trim() === '') return null;
  const { min, max, whole } = range;
  const value = toNumber(text.trim(), whole);
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

const inThousands = /^[1-9]\d{0,2}([,\s'’])\d{3}(?:\1\d{3})*(?:\.\d+)?$/;

/**
 * `1,000` and `1 000` are a thousand, as they are written in English; any other comma is a decimal one, so
 * that `0,5` is a half. `NaN` for what isn't a number, or could be two: `1234,567`, or a whole `1.000`.
 */
function toNumber(typed: string, whole: boolean): number {
  if (inThousands.test(typed)) return Number(typed.replaceAll(/[,\s'’]/g, ''));
  const isWhole = /^[+-]?\d+$/.test(typed);
  // Only behind nought do three digits behind a comma say by themselves that they are decimals.
  const mayBeThousands = /,\d{3}$/.test(typed) && !/^[+-]?0?,/.test(typed);
  return mayBeThousands || (whole && !isWhole) ? Number.NaN : Number(typed.replace(',', '.'));
}
