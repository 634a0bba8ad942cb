import { EgressRefused } from '@jackfield/gateway-config';
import type { Services } from '../../services.ts';
import type { WebhookDeliveryRow, WebhookRow } from '../../store/tables.ts';
import { egressPolicyOf } from '../endpoints/egress-policy-of.ts';
import { guardedFetch } from '../endpoints/guarded-fetch.ts';
import { signedHeaders, webhookBinding } from './webhook-secret.ts';

export interface Sent {
  readonly delivered: boolean;
  /** HTTP status; `null` where no answer came. */
  readonly status: number | null;
  /** For people; `null` where it was delivered. Never what the receiver said, which may be anything. */
  readonly problem: string | null;
}

/**
 * One attempt, past the same guard as every upstream: follows no redirect, and waits ten seconds at
 * most. Any 2xx is a delivery. Never throws for what the receiver does.
 */
export async function sendWebhook(
  services: Services,
  webhook: Pick<WebhookRow, 'id' | 'url' | 'secret'>,
  delivery: Pick<WebhookDeliveryRow, 'id' | 'body'>,
): Promise<Sent> {
  const secret = services.keyring.open(
    webhook.secret,
    webhookBinding(webhook.id, new URL(webhook.url)),
  );
  if (secret === null) {
    return failed(null, 'Its signing secret can’t be opened. Make a new one.');
  }
  const policy = await egressPolicyOf(services, services.db);
  try {
    const { status } = await guardedFetch(policy)(webhook.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'jackfield',
        ...signedHeaders(secret, delivery.id, delivery.body, services.options.clock()),
      },
      body: delivery.body,
    });
    if (status >= 200 && status <= 299) return { delivered: true, status, problem: null };
    const redirects = status >= 300 && status <= 399;
    return failed(
      status,
      redirects
        ? `It answered ${status}, a redirect, which is not followed. Give the URL it leads to.`
        : `It answered ${status}; 2xx is expected.`,
    );
  } catch (error) {
    return failed(null, reasonOf(error));
  }
}

function failed(status: number | null, problem: string): Sent {
  return { delivered: false, status, problem };
}

function reasonOf(error: unknown): string {
  if (error instanceof EgressRefused) return error.message;
  if (error instanceof Error && error.name === 'TimeoutError') {
    return 'It did not answer within ten seconds.';
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
  return `It could not be reached (${code}).`;
}
