import { UsageProblem } from '../usage-problem.ts';
import { printable } from './printable.ts';
import { RestClient } from './rest-client.ts';
import { RestProblem } from './rest-problem.ts';

export type RestAction = (client: RestClient, args: readonly string[]) => Promise<number>;

/** Runs the action that the first word names, and prints in words why the server refused it. */
export async function runRest(
  group: string,
  actions: Readonly<Record<string, RestAction>>,
  [name = '', ...args]: readonly string[],
): Promise<number> {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) {
    throw new UsageProblem(`Use: jackfield ${group} ${Object.keys(actions).join('|')}`);
  }
  return runRestAction(action, args);
}

/** As above, for a command that is one action. */
export async function runRestAction(action: RestAction, args: readonly string[]): Promise<number> {
  try {
    return await action(RestClient.fromEnvironment(process.env), args);
  } catch (error) {
    if (!(error instanceof RestProblem)) throw error;
    const lines = error.message.split('\n').map(printable);
    process.stderr.write(`jackfield: ${lines.join('\n')}\n`);
    return 1;
  }
}
