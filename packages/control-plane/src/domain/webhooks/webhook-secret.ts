import { createHmac, randomBytes } from 'node:crypto';
import { Secret } from '@jackfield/gateway-config';
import type { CredentialBinding } from '../../secrets/credential-binding.ts';

/** Standard Webhooks asks for 24 to 64 random bytes. */
const secretBytes = 32;

/** In the form that Standard Webhooks' libraries take: `whsec_` and base64. */
export function newWebhookSecret(): Secret {
  return new Secret(`whsec_${randomBytes(secretBytes).toString('base64')}`);
}

/** Where a signing secret belongs: in another row, or for another server, it does not open. */
export function webhookBinding(id: string, url: URL): CredentialBinding {
  return { table: 'webhooks', row: id, column: 'secret', url, authMethod: 'standard-webhooks' };
}

/**
 * The headers of one attempt, by which a receiver knows that it comes from here and when.
 * `at`: milliseconds since 1970.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signedHeaders(
  secret: Secret,
  id: string,
  body: string,
  at: number,
): Record<string, string> {
  const key = Buffer.from(secret.reveal().replace(/^whsec_/, ''), 'base64');
  const seconds = Math.floor(at / 1_000);
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}
