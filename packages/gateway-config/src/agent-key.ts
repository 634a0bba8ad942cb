import { hash, randomBytes } from 'node:crypto';

/** Every agent key begins so, which lets scanners find a leaked one. */
export const agentKeyPrefix = 'jf_agent_';

/** A new agent key with 256 random bits, in base64url. */
export function newAgentKey(): string {
  return agentKeyPrefix + randomBytes(32).toString('base64url');
}

/**
 * The only form in which an agent key is kept: SHA-256 in hex. No salt is needed, because the
 * key is random; a lookup by this hash leaks nothing about the key by its timing.
 */
export function agentKeyHash(key: string): string {
  return hash('sha256', key);
}
