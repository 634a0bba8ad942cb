interface CatalogueProblemPlace {
  /** As it is to be shown. */
  readonly file: string;
  /** From 1; `null` where the file as a whole is wrong. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** The field's path inside the file, e.g. `models[3].price.inputPerMillion`. */
  readonly field?: string | undefined;
}

/**
 * A catalogue file that can't be taken. Its message is always one line that names the place and
 * what is expected there: `catalog/openai.yaml:42:7 models[3].price: expected …`.
 */
export class CatalogueProblem extends Error {
  override readonly name = 'CatalogueProblem';
  readonly place: CatalogueProblemPlace;

  constructor(place: CatalogueProblemPlace, what: string, options?: ErrorOptions) {
    const position = place.line === undefined ? '' : `:${place.line}:${place.column ?? 1}`;
    const field = place.field === undefined || place.field === '' ? '' : ` ${place.field}`;
    super(oneLine(`${place.file}${position}${field}: ${what}`), options);
    this.place = place;
  }
}

/** File names and keys are a stranger's text: a line break in one must not make a second line. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim();
}
