type Fields = Readonly<Record<string, unknown>>;

/** What a field must hold. */
export type FieldKind = 'text' | 'integer';

export interface FieldProblems {
  readonly missing: readonly string[];
  /** With what each holds instead, e.g. “`created` is a string”. */
  readonly wrong: readonly string[];
}

/** Which of the fields an object lacks, and which hold something of another kind; `where` goes before each name. */
export function fieldProblems(
  json: Fields,
  kinds: Readonly<Record<string, FieldKind>>,
  where = '',
): FieldProblems {
  const missing: string[] = [];
  const wrong: string[] = [];
  for (const [name, kind] of Object.entries(kinds)) {
    const value = json[name];
    if (value === undefined || value === null) missing.push(`\`${where}${name}\``);
    else if (!isOfKind(value, kind)) wrong.push(`\`${where}${name}\` is ${kindOf(value)}`);
  }
  return { missing, wrong };
}

function isOfKind(value: unknown, kind: FieldKind): boolean {
  return kind === 'text' ? typeof value === 'string' : Number.isInteger(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'a number' : 'a fraction';
    case 'object':
      return 'an object';
    default:
      return `a ${typeof value}`;
  }
}
