/** PostgreSQL gave no answer: it can't be reached, broke off, or took too long. */
export class StoreUnreachable extends Error {
  override readonly name = 'StoreUnreachable';
  /** Whether a change may have been committed all the same. */
  readonly outcomeUnknown: boolean;

  constructor(cause: unknown, outcomeUnknown = false) {
    super('PostgreSQL gave no answer.', { cause });
    this.outcomeUnknown = outcomeUnknown;
  }
}
