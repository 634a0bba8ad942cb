import { flushCompileCache } from 'node:module';
import { roles, StartProblem, type Role } from '@jackfield/control-plane';
import { ConfigurationProblem } from '../configuration-problem.ts';
import { readConfiguration } from '../configuration.ts';
import { giveBackMemory } from '../give-back-memory.ts';
import { createLog } from '../log.ts';
import { readOptions } from '../read-options.ts';
import { stopOnSignals } from '../shutdown.ts';
import { startJackfield } from '../start.ts';
import { UsageProblem } from '../usage-problem.ts';
import { tuneV8 } from '../tune-v8.ts';

/** `jackfield serve`: runs until it is told to stop. What people read goes to stdout, the log to stderr. */
export async function serve(args: readonly string[]): Promise<number> {
  const { values } = readOptions(args, { role: { type: 'string' } }, 0);
  const role = readRole(values.role ?? 'all');
  // What the program writes is for its own user alone, whatever the folder allows.
  process.umask(0o077);
  tuneV8();
  const log = createLog(process.stderr);
  try {
    const configuration = readConfiguration(process.env, process.cwd(), role);
    log.level = configuration.logLevel;
    for (const warning of configuration.warnings) log.warn({}, warning);
    const running = await startJackfield(configuration, log, giveBackMemory);
    stopOnSignals((patiently) => running.stop(patiently), log);
    if (running.madeKeyFile !== null) {
      say(
        `\nBACK UP ${running.madeKeyFile}: this start made it, and without it no saved credential can be read.`,
      );
    }
    if (running.metricsPort !== null) {
      say(`Metrics are at http://${configuration.metrics?.host}:${running.metricsPort}/metrics`);
    }
    say(`\nJackfield runs at ${running.url} (${running.store})`);
    const link = await running.firstAdminLink();
    if (link !== null) say(`Set the admin's password with this one-time link:\n${link}`);
    log.info({ url: running.url, dataDir: configuration.dataDir }, 'Ready');
    // Now rather than at the end, which a kill would skip.
    flushCompileCache();
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigurationProblem || error instanceof StartProblem)) throw error;
    process.stderr.write(`jackfield: ${error.message}\n`);
    process.exit(1);
  }
}

function readRole(text: string): Role {
  const role = roles.find((known) => known === text);
  if (role !== undefined) return role;
  throw new UsageProblem(`--role must be one of ${roles.join(', ')}.`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
