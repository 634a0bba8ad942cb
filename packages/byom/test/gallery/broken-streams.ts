import type { BrokenServer } from './broken-server.ts';

/** Rows 1 to 32, 42, 46 and 47: what goes wrong in streams. */
export const brokenStreams: readonly BrokenServer[] = [
  {
    id: 'stream-ignored',
    row: 1,
    evidence: 'a hand-written server that never reads `stream`',
    server: { reads: (body) => ({ ...body, stream: false }) },
  },
];
