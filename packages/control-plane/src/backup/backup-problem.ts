/** Why a backup can't be made or restored: one line that says what is wrong and the way out. */
export class BackupProblem extends Error {
  override readonly name = 'BackupProblem';
}
