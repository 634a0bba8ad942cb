import type { Vendor } from '../vendor.ts';
import { authenticate } from './authenticate.ts';
import { checkRequest } from './check-request.ts';
import { fromRequest } from './from-request.ts';
import { route } from './route.ts';
import { toAnswer } from './to-answer.ts';
import { toError } from './to-error.ts';
import { toEvents } from './to-events.ts';
import { toModels } from './to-models.ts';
import { toStreamError } from './to-stream-error.ts';

const apiPath = '/v1beta';

/**
 * The Gemini API at `/v1beta`.
 * Sources: googleapis/googleapis `google/ai/generativelanguage/v1beta`, types and stream reader of
 * `@google/genai` 3.1.0, recorded streams in vercel/ai `packages/google/src/__fixtures__`.
 */
export const gemini: Vendor = {
  id: 'gemini',
  basePath: '',
  framing: 'sse',
  streamContentType: 'text/event-stream',
  owns: (path) => path.startsWith(`${apiPath}/`),
  route: (call) => route(call, apiPath),
  authenticate: (call, credentials) => authenticate(call, credentials.gemini),
  checkRequest,
  fromRequest,
  toAnswer,
  toEvents,
  toError,
  toStreamError,
  malformedEvent: () => 'data: {"candidates":[{"content":{"parts":[{"te\n\n',
  toModels,
  headers: () => ({ 'server-timing': 'gfet4t7; dur=12', 'x-content-type-options': 'nosniff' }),
};
