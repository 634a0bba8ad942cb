/** Why a store can't be moved, in one line for whoever asked. */
export class MoveProblem extends Error {
  override readonly name = 'MoveProblem';
}
