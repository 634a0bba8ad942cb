import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { UsageProblem } from './usage-problem.ts';
import { usage } from './usage.ts';

// Types are stripped and code compiled once, not at every start. Beside the packages rather than in a
// folder of all users, where another could put code in it; where that can't be written, it is left out.
enableCompileCache(
  fileURLToPath(new URL('../../../node_modules/.cache/jackfield', import.meta.url)),
);

type Command = (args: readonly string[]) => Promise<number>;

/** Each is loaded only when it is asked for. */
const commands = new Map<string, () => Promise<Command>>([
  ['serve', async () => (await import('./commands/serve.ts')).serve],
  // For `serve` alone: not in the usage.
  ['worker', async () => (await import('./commands/worker.ts')).worker],
  ['demo-endpoint', async () => (await import('./commands/demo-endpoint.ts')).demoEndpoint],
  ['check', async () => (await import('./commands/check.ts')).check],
  ['agents', async () => (await import('./commands/agents.ts')).agents],
  ['models', async () => (await import('./commands/models.ts')).models],
  ['connections', async () => (await import('./commands/connections.ts')).connections],
  ['keys', async () => (await import('./commands/keys.ts')).keys],
  ['evaluate', async () => (await import('./commands/evaluate.ts')).evaluate],
  ['audit', async () => (await import('./commands/audit.ts')).audit],
  ['backup', async () => (await import('./commands/backup.ts')).backup],
  ['migrate-store', async () => (await import('./commands/migrate-store.ts')).migrateStore],
  ['restore', async () => (await import('./commands/restore.ts')).restore],
  ['version', async () => (await import('./commands/print-version.ts')).printVersion],
]);

process.exitCode = await main(process.argv.slice(2));

async function main([name = 'help', ...args]: readonly string[]): Promise<number> {
  if (['help', '--help', '-h'].includes(name) || args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage);
    return 0;
  }
  const load = commands.get(name === '--version' || name === '-v' ? 'version' : name);
  try {
    // What was typed is not repeated: it may be a key, and what is printed may be kept.
    if (load === undefined) throw new UsageProblem('There is no such command.');
    const command = await load();
    return await command(args);
  } catch (error) {
    if (!(error instanceof UsageProblem)) throw error;
    process.stderr.write(`jackfield: ${error.message}\n\n${usage}`);
    return 2;
  }
}
