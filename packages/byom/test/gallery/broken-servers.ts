import { brokenAddresses } from './broken-addresses.ts';
import { brokenChunks } from './broken-chunks.ts';
import { brokenCompletions } from './broken-completions.ts';
import { brokenFraming } from './broken-framing.ts';
import { brokenRequests } from './broken-requests.ts';
import type { BrokenServer } from './broken-server.ts';
import { brokenService } from './broken-service.ts';
import { brokenStreams } from './broken-streams.ts';
import { brokenTools } from './broken-tools.ts';
import { brokenUsage } from './broken-usage.ts';

/** Every deviation that is known by name, as a server that has it and no other. */
export const brokenServers: readonly BrokenServer[] = [
  ...brokenAddresses,
  ...brokenCompletions,
  ...brokenStreams,
  ...brokenFraming,
  ...brokenChunks,
  ...brokenUsage,
  ...brokenRequests,
  ...brokenTools,
  ...brokenService,
];
