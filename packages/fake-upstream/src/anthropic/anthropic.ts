import { serialText } from '../reply.ts';
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

const basePath = '/anthropic';

/**
 * Anthropic's Messages API at `/anthropic/v1`.
 * Sources: types and stream reader of `@anthropic-ai/sdk` 1.12.0, recorded streams in vercel/ai
 * `packages/anthropic/src/__fixtures__`.
 */
export const anthropic: Vendor = {
  id: 'anthropic',
  basePath,
  framing: 'sse',
  streamContentType: 'text/event-stream; charset=utf-8',
  owns: (path) => path.startsWith(`${basePath}/`),
  route: (call) => route(call, basePath),
  authenticate: (call, credentials) => authenticate(call, credentials.anthropic),
  checkRequest,
  fromRequest,
  toAnswer,
  toEvents,
  toError,
  toStreamError,
  malformedEvent: () =>
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"te\n\n',
  toModels,
  headers: (serial) => ({
    'request-id': `req_fake${serialText(serial, 20)}`,
    'anthropic-organization-id': '00000000-fa4e-0000-0000-000000000000',
  }),
};
