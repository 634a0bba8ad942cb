/** A command line that can't be understood: the message, then the usage, exit code 2. */
export class UsageProblem extends Error {
  override readonly name = 'UsageProblem';
}
