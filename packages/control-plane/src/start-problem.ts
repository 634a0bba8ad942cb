/** Why the program can't start: one line that says what is wrong and the way out. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem';
}
