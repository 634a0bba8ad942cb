import { route } from '../openai/route.ts';
import { serialText } from '../reply.ts';
import type { Vendor } from '../vendor.ts';
import { authenticate } from './authenticate.ts';
import { checkRequest } from './check-request.ts';
import { fromRequest } from './from-request.ts';
import { toAnswer } from './to-answer.ts';
import { toError, toFiltered } from './to-error.ts';
import { toEvents } from './to-events.ts';
import { toModels } from './to-models.ts';
import { toStreamError } from './to-stream-error.ts';

const basePath = '/mistral/v1';

/**
 * Mistral's La Plateforme at `/mistral/v1`.
 * Sources: mistralai/platform-docs-public `public/openapi.yaml` 222f4ba, mistral-common's validator,
 * types of `@mistralai/mistralai` 2.7.0, recorded streams in vercel/ai `packages/mistral`.
 */
export const mistral: Vendor = {
  id: 'mistral',
  basePath,
  framing: 'sse',
  streamContentType: 'text/event-stream; charset=utf-8',
  owns: (path) => path.startsWith('/mistral/'),
  route: (call) => route(call, basePath),
  authenticate: (call, credentials) => authenticate(call, credentials.mistral),
  checkRequest,
  fromRequest,
  toAnswer,
  toEvents,
  toError,
  toFiltered,
  toStreamError,
  malformedEvent: () => 'data: {"id":"fa4e","choices":[{"index":0,"delta":{"cont\n\n',
  toModels,
  headers: (serial) => ({
    'mistral-correlation-id': serialText(serial, 36),
    'x-kong-request-id': serialText(serial, 32),
    'x-envoy-upstream-service-time': '12',
  }),
};
