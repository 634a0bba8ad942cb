/** JSON as servers write it: nothing is promised about what is in it. */
export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; nothing where it is none. */
export function fieldsIn(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The object without some of its fields. */
export function without(fields: Fields, ...names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** An answer or a chunk with each of its choices changed. */
export function withChoices(json: Fields, change: (choice: Fields) => Fields): Fields {
  return { ...json, choices: fieldsIn(json['choices']).map(change) };
}

/** A chunk with the delta of each of its choices changed. */
export function withDeltas(chunk: Fields, change: (delta: Fields) => Fields): Fields {
  return withChoices(chunk, (choice) => ({
    ...choice,
    delta: isFields(choice['delta']) ? change(choice['delta']) : choice['delta'],
  }));
}

/** A whole answer with the message of each of its choices changed. */
export function withMessages(json: Fields, change: (message: Fields) => Fields): Fields {
  return withChoices(json, (choice) => ({
    ...choice,
    message: isFields(choice['message']) ? change(choice['message']) : choice['message'],
  }));
}
