import { brokenStreams } from './broken-streams.ts';
import type { BrokenServer } from './broken-server.ts';

/** Every deviation that is known by name, as a server that has it and no other. */
export const brokenServers: readonly BrokenServer[] = [...brokenStreams];
