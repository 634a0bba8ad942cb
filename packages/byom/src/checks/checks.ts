import type { Check } from '../check/check.ts';
import { answers } from './answers.ts';
import { completionSchema } from './completion-schema.ts';
import { reachable } from './reachable.ts';
import { streamChunks } from './stream-chunks.ts';
import { streamFraming } from './stream-framing.ts';
import { streaming } from './streaming.ts';
import { streamPace } from './stream-pace.ts';
import { streamUsage } from './stream-usage.ts';

/** The checklist, in the order in which it is run and read: one list for the command line, the page and CI. */
export const checks: readonly Check[] = [
  reachable,
  answers,
  streaming,
  completionSchema,
  streamFraming,
  streamChunks,
  streamUsage,
  streamPace,
];

/** The few of them that are worth a turn on a schedule: whether the endpoint still answers as it did. */
export const lightChecks: readonly Check[] = [reachable, answers];
