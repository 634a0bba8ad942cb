import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { CheckpointThreadMessage } from './checkpoints.ts';

// Holds: `checkpoints.ts` starts it, with the database's place.
const database = new DatabaseSync(workerData as string);
const checkpoint = database.prepare('pragma wal_checkpoint(passive)');

parentPort?.on('message', (message: CheckpointThreadMessage) => {
  if (message === 'close') {
    database.close();
    parentPort?.close();
    return;
  }
  try {
    checkpoint.get();
  } catch {
    // A disk that fails: the log goes on growing, and commits say what is wrong.
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- To a thread, not a window.
  parentPort?.postMessage('done');
});
