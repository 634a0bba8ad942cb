import type { Arbitrary } from 'fast-check';

/** Something that is asked a great many questions, none of which it may break on. */
export interface FuzzTarget<Input = unknown> extends AsyncDisposable {
  readonly inputs: Arbitrary<Input>;
  /** Asks one question. @throws Error that says what should not have happened. */
  ask(input: Input): Promise<void>;
  /** Asked now and then, and at the end: whether the program still stands. @throws Error */
  stands(): Promise<void>;
}

/** A target as those see it who only carry its inputs from `inputs` to `ask`. */
export function fuzzTarget<Input>(target: FuzzTarget<Input>): FuzzTarget {
  return target;
}
