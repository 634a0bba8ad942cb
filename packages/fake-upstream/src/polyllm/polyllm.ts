import { authenticate } from '../openai/authenticate.ts';
import { checkLenient } from '../openai/check-request.ts';
import { openai } from '../openai/openai.ts';
import { route } from '../openai/route.ts';
import type { Vendor } from '../vendor.ts';

const basePath = '/polyllm/v1';

/**
 * PolyLLM, an endpoint in OpenAI's format at `/polyllm/v1`. Its own specification is not published:
 * the fake takes it to be OpenAI's format with unknown fields let through.
 */
export const polyllm: Vendor = {
  ...openai,
  id: 'polyllm',
  basePath,
  owns: (path) => path.startsWith(`${basePath}/`),
  route: (call) => route(call, basePath),
  // How its key travels is not published either: both ways that endpoints of this format have are right.
  authenticate: (call, { polyllm: key }) =>
    call.headers['x-api-key'] === key ? undefined : authenticate(call, key),
  checkRequest: checkLenient,
};
