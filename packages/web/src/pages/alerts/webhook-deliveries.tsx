import type { ReactElement } from 'react';
import type { WebhookDelivery } from '@jackfield/control-plane/rest-types';
import { useWebhookDeliveries } from '../../api/webhooks.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { When } from '../../parts/when.tsx';
import { eventLabel } from './event-words.ts';

const states: Record<WebhookDelivery['state'], { tone: Tone; label: string }> = {
  delivered: { tone: 'good', label: 'Delivered' },
  waiting: { tone: 'warn', label: 'Waiting' },
  failed: { tone: 'bad', label: 'Failed' },
};

/** What was sent to a webhook last, and what became of it. */
export function WebhookDeliveries({ webhookId }: { webhookId: string }): ReactElement {
  const deliveries = useWebhookDeliveries(webhookId);
  return (
    <section aria-label="Last deliveries">
      <h2 className="mb-2 font-medium">Last deliveries</h2>
      {deliveries.error && !deliveries.data ? (
        <ProblemNotice error={deliveries.error} onRetry={() => void deliveries.refetch()} />
      ) : !deliveries.data ? (
        <SkeletonRows count={2} what="deliveries" />
      ) : deliveries.data.length === 0 ? (
        <p className="text-muted">Nothing was sent yet. Send a test to see whether it arrives.</p>
      ) : (
        <ul
          className="max-h-80 divide-y divide-line overflow-y-auto"
          tabIndex={0}
          aria-label="Deliveries"
        >
          {deliveries.data.map((delivery) => (
            <DeliveryItem key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      )}
    </section>
  );
}

function DeliveryItem({ delivery }: { delivery: WebhookDelivery }): ReactElement {
  const { tone, label } = states[delivery.state];
  return (
    <li className="py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 flex-1 font-medium">{eventLabel(delivery.event)}</span>
        <Badge tone={tone}>{label}</Badge>
        <span className="text-sm text-muted">
          <When at={delivery.createdAt} />
        </span>
      </div>
      <p className="text-sm text-muted">
        {delivery.problem ?? (delivery.status === null ? '' : `It answered ${delivery.status}.`)}
        {delivery.state === 'waiting' && delivery.attempts > 0 && ' It is tried again.'}
        {delivery.attempts > 1 && ` ${delivery.attempts} attempts.`}
      </p>
    </li>
  );
}
