import { rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import { createLog } from '../log.ts';
import { UsageProblem } from '../usage-problem.ts';
import type { FromWorker, ToWorker } from '../workers/messages.ts';
import { tuneV8 } from '../tune-v8.ts';
import { runWorker, type RunningWorker } from '../workers/worker-process.ts';

/** What `jackfield serve` starts for the other cores. Nobody else can: it is told everything by that process. */
export async function worker(): Promise<number> {
  if (process.send === undefined) throw new UsageProblem('There is no such command.');
  tuneV8();
  const tell = process.send.bind(process);
  const log = createLog(process.stderr);
  let doorPath: string | null = null;
  // Without its main process it would carry turns that nobody records. Signals are that process's to judge.
  process.on('disconnect', () => {
    // Killed, it could not.
    if (doorPath !== null && process.platform !== 'win32') {
      rmSync(dirname(doorPath), { recursive: true, force: true });
    }
    process.exit(0);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  let running: Promise<RunningWorker> | null = null;
  const pipe = {
    send(message: FromWorker, sent: () => void = () => {}): void {
      if (process.connected) tell(message, undefined, {}, sent);
    },
  };
  process.on('message', (message: ToWorker, handle: unknown) => {
    if (message.kind === 'begin') {
      log.level = message.logLevel;
      doorPath = message.door.path;
      running = runWorker(message, pipe, log.child({ worker: message.id }));
      return;
    }
    const socket = handle instanceof Socket ? handle : undefined;
    void running?.then((started) => started.take(message, socket));
  });
  return 0;
}
