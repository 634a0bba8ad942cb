import type { Check } from '../check/check.ts';
import { answers } from './answers.ts';
import { cancel } from './cancel.ts';
import { completionSchema } from './completion-schema.ts';
import { concurrency } from './concurrency.ts';
import { contentParts } from './content-parts.ts';
import { errorBodies } from './error-bodies.ts';
import { extraFields } from './extra-fields.ts';
import { history } from './history.ts';
import { longInput } from './long-input.ts';
import { maxTokens } from './max-tokens.ts';
import { missingCredentialRefused } from './missing-credential-refused.ts';
import { parallelToolCalls } from './parallel-tool-calls.ts';
import { reachable } from './reachable.ts';
import { roles } from './roles.ts';
import { speed } from './speed.ts';
import { stop } from './stop.ts';
import { streamChunks } from './stream-chunks.ts';
import { streamFraming } from './stream-framing.ts';
import { streamPace } from './stream-pace.ts';
import { streamUsage } from './stream-usage.ts';
import { streaming } from './streaming.ts';
import { structuredOutput } from './structured-output.ts';
import { temperatureZero } from './temperature-zero.ts';
import { toolCalls } from './tool-calls.ts';
import { toolResults } from './tool-results.ts';
import { unicode } from './unicode.ts';
import { wrongCredentialRefused } from './wrong-credential-refused.ts';

/** The checklist, in the order in which it is run and read: one list for the command line, the page and CI. */
export const checks: readonly Check[] = [
  reachable,
  answers,
  streaming,
  wrongCredentialRefused,
  missingCredentialRefused,
  completionSchema,
  streamFraming,
  streamChunks,
  streamUsage,
  streamPace,
  errorBodies,
  extraFields,
  contentParts,
  roles,
  history,
  temperatureZero,
  maxTokens,
  stop,
  toolCalls,
  parallelToolCalls,
  toolResults,
  structuredOutput,
  unicode,
  longInput,
  cancel,
  concurrency,
  speed,
];

/** The few of them that are worth a turn on a schedule: whether the endpoint still answers as it did. */
export const lightChecks: readonly Check[] = [reachable, answers];
