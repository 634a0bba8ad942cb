import type { IncomingMessage } from 'node:http';
import {
  agentKeyHash,
  type AgentConfig,
  type AgentKeyConfig,
  type GatewayConfig,
} from '@jackfield/gateway-config';
import { HttpError } from './http-error.ts';

/** Longer than any key of ours; what exceeds it isn't hashed. */
const keyCharactersMax = 512;

/** Whose turn it is, and the key that said so; `null` for one that came without. */
export interface Authenticated {
  readonly agent: AgentConfig;
  readonly key: AgentKeyConfig | null;
}

/**
 * The agent whose key the caller sent as `Authorization: Bearer` or `x-api-key`; both are treated
 * alike, and where both are sent they must agree. A key that has expired by `now` is refused.
 * @throws HttpError 401
 */
export function authenticate(
  request: IncomingMessage,
  config: GatewayConfig,
  now: number,
): Authenticated {
  return authenticateByHash(sentKeyHash(request), config, now);
}

/** The hash of the key that was sent, by which alone it is looked up: so timing tells nothing about it. */
export function sentKeyHash(request: IncomingMessage): string {
  const bearer = bearerToken(request.headers.authorization);
  const apiKey = single(request.headers['x-api-key']);
  if (bearer === null && apiKey === null) {
    throw refusal(
      'No agent key was sent. Send it as "Authorization: Bearer jf_agent_…" or "x-api-key: jf_agent_…".',
    );
  }
  const key = bearer ?? apiKey ?? '';
  if (bearer !== null && apiKey !== null && bearer !== apiKey) {
    throw refusal(
      'Authorization and x-api-key hold two different keys. Send the agent key in one of them, or in both.',
    );
  }
  return key.length > keyCharactersMax ? '' : agentKeyHash(key);
}

/** The same for a key that was hashed already. */
export function authenticateByHash(
  hash: string,
  config: GatewayConfig,
  now: number,
): Authenticated {
  const known = config.agentKeysByHash.get(hash);
  const agent = known && config.agentsById.get(known.agentId);
  if (known === undefined || agent === undefined) {
    throw refusal(
      'This agent key is not known here. Make one in Jackfield under Agent Settings → Keys.',
    );
  }
  needUnexpired(known, now);
  return { agent, key: known };
}

function needUnexpired({ expiresAt }: AgentKeyConfig, now: number): void {
  if (expiresAt === null || now < expiresAt) return;
  throw refusal(
    `This agent key expired at ${new Date(expiresAt).toISOString()}. Make a new one in Jackfield under Agent Settings → Keys.`,
  );
}

function bearerToken(header: string | undefined): string | null {
  if (header === undefined) return null;
  const [scheme = '', token = ''] = header.split(/ +/, 2);
  return scheme.toLowerCase() === 'bearer' ? token : null;
}

function single(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  return Array.isArray(header) ? (header[0] ?? null) : header;
}

function refusal(message: string): HttpError {
  return new HttpError(401, 'invalid_api_key', message);
}
