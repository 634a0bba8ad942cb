/**
 * Why the program can't start as it is configured: one line that names the variable (or the file)
 * and what it should be. Never holds the value of a secret.
 */
export class ConfigurationProblem extends Error {
  override readonly name = 'ConfigurationProblem';
}
