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

const basePath = '/v1';

/**
 * OpenAI's chat/completions at `/v1`.
 * Sources: openai/openai-openapi `openapi.yaml` 2.3.0, types of `openai` 7.57.0, recorded streams in
 * vercel/ai `packages/openai/src/chat/__fixtures__`.
 */
export const openai: Vendor = {
  id: 'openai',
  basePath,
  framing: 'sse',
  streamContentType: 'text/event-stream; charset=utf-8',
  owns: (path) => path === basePath || path.startsWith(`${basePath}/`),
  route: (call) => route(call, basePath),
  authenticate: (call, credentials) => authenticate(call, credentials.openai),
  checkRequest,
  fromRequest,
  toAnswer,
  toEvents,
  toError,
  toStreamError,
  malformedEvent: () => 'data: {"id":"chatcmpl-fake","choices":[{"index":0,"delta":{"cont\n\n',
  toModels,
  headers: (serial) => ({
    'x-request-id': `req_${serialText(serial, 32)}`,
    'openai-organization': 'org-fake',
    'openai-version': '2020-10-01',
    'openai-processing-ms': '12',
    'x-ratelimit-limit-requests': '500',
    'x-ratelimit-remaining-requests': '499',
    'x-ratelimit-reset-requests': '120ms',
  }),
};
