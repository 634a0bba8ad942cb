import { awsFrames } from './aws-frames.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { gatewayRequests } from './gateway-requests.ts';
import { kitRequests } from './kit-requests.ts';
import { restBodies } from './rest-bodies.ts';
import { upstreamAnswers } from './upstream-answers.ts';

/** What is fuzzed, by the name under which `npm run fuzz -- --target` knows it. */
export const fuzzTargets: Readonly<Record<string, () => Promise<FuzzTarget>>> = {
  gateway: gatewayRequests,
  sse: upstreamAnswers,
  aws: awsFrames,
  rest: restBodies,
  kit: kitRequests,
};
