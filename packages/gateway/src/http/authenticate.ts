import type { IncomingMessage } from 'node:http';
import { agentKeyHash, type AgentConfig, type GatewayConfig } from '@jackfield/gateway-config';
import { HttpError } from './http-error.ts';

/** Longer than any key of ours; what exceeds it isn't hashed. */
const keyCharactersMax = 512;

/**
 * The agent whose key the caller sent as `Authorization: Bearer` or `x-api-key`; both are treated
 * alike, and where both are sent they must agree. Only the key's hash is looked up, so timing tells
 * nothing about the key. @throws HttpError 401
 */
export function authenticate(request: IncomingMessage, config: GatewayConfig): AgentConfig {
  const bearer = bearerToken(request.headers.authorization);
  const apiKey = single(request.headers['x-api-key']);
  if (bearer === null && apiKey === null) {
    throw refusal(
      'No agent key was sent. Send it as "Authorization: Bearer jf_agent_…" or "x-api-key: jf_agent_…".',
    );
  }
  const key = bearer ?? apiKey ?? '';
  const disagree = bearer !== null && apiKey !== null && bearer !== apiKey;
  const agent =
    disagree || key.length > keyCharactersMax
      ? undefined
      : config.agentsByKeyHash.get(agentKeyHash(key));
  if (agent === undefined) {
    throw refusal(
      'This agent key is not known here. Make one in Jackfield under Agent Settings → Keys.',
    );
  }
  return agent;
}

function bearerToken(header: string | undefined): string | null {
  if (header === undefined) return null;
  const [scheme = '', token = ''] = header.split(' ', 2);
  return scheme.toLowerCase() === 'bearer' ? token : null;
}

function single(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  return Array.isArray(header) ? (header[0] ?? null) : header;
}

function refusal(message: string): HttpError {
  return new HttpError(401, 'invalid_api_key', message);
}
