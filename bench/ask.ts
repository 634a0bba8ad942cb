import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a process of ours answers to a message; `Answer` is what that process is known to send. */
export async function ask<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  child.send(message);
  return heard<Answer>(child);
}

/** The next message of a process of ours. */
export async function heard<Answer>(child: ChildProcess): Promise<Answer> {
  // Holds: each of our processes sends exactly what it is asked for.
  const [answer] = (await once(child, 'message')) as [Answer];
  return answer;
}
