import type { BedrockCredentials } from '../credentials.ts';
import type { HttpCall } from '../http-call.ts';
import type { ErrorAnswer } from '../vendor.ts';
import { bedrockError } from './to-error.ts';
import { verifySignature } from './verify-signature.ts';

/**
 * A signature or a Bedrock API key. A wrong key is answered by the service's front, with `Message` in
 * capitals (anomalyco/opencode#47073).
 */
export function authenticate(
  call: HttpCall,
  credentials: BedrockCredentials,
  nowMs: number,
): ErrorAnswer | undefined {
  const { authorization } = call.headers;
  if (authorization === undefined) {
    return bedrockError(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const bearer = /^Bearer\s+(.+)$/i.exec(authorization)?.[1]?.trim();
  if (bearer === undefined) {
    const problem = verifySignature(call, credentials, nowMs);
    return problem === undefined ? undefined : bedrockError(403, problem.error, problem.message);
  }
  if (bearer === credentials.bearer) return undefined;
  return {
    status: 403,
    headers: { 'x-amzn-errortype': 'AccessDeniedException' },
    body: { Message: 'Authentication failed: Please make sure your API Key is valid.' },
  };
}
