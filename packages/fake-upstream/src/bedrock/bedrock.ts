import { serialText } from '../reply.ts';
import type { Vendor } from '../vendor.ts';
import { authenticate } from './authenticate.ts';
import { checkRequest } from './check-request.ts';
import { eventFrame } from './event-frame.ts';
import { fromRequest } from './from-request.ts';
import { route } from './route.ts';
import { toAnswer } from './to-answer.ts';
import { toError } from './to-error.ts';
import { toEvents } from './to-events.ts';
import { toModels } from './to-models.ts';
import { toStreamError } from './to-stream-error.ts';

/**
 * Amazon Bedrock's Converse and ConverseStream.
 * Sources: aws/api-models-aws bedrock-runtime-2023-09-30, types of `@aws-sdk/client-bedrock-runtime`
 * 3.1164.0, the Signature Version 4 and Amazon Event Stream specifications, recorded streams in vercel/ai
 * `packages/amazon-bedrock/src/__fixtures__`.
 */
export const bedrock: Vendor = {
  id: 'bedrock',
  basePath: '',
  framing: 'eventstream',
  streamContentType: 'application/vnd.amazon.eventstream',
  owns: (path) => path.startsWith('/model/') || path.startsWith('/foundation-models'),
  route,
  authenticate: (call, credentials, nowMs) => authenticate(call, credentials.bedrock, nowMs),
  checkRequest,
  fromRequest,
  toAnswer,
  toEvents,
  toError,
  toStreamError,
  malformedEvent: () =>
    eventFrame('contentBlockDelta', Buffer.from('{"contentBlockIndex":0,"delta":{"te')),
  toModels,
  headers: (serial) => ({
    'x-amzn-requestid': `00000000-fa4e-0000-0000-${serialText(serial, 12)}`,
  }),
};
