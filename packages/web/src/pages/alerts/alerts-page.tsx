import { useNavigate, useSearch } from '@tanstack/react-router';
import { BellPlus } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Webhook } from '@jackfield/control-plane/rest-types';
import { useObstacle } from '../../api/rights.ts';
import { useWebhooks } from '../../api/webhooks.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SidePanel } from '../../parts/side-panel.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { When } from '../../parts/when.tsx';
import { eventLabel } from './event-words.ts';
import { NewWebhookForm } from './new-webhook-form.tsx';
import { WebhookDetails } from './webhook-details.tsx';

/** Who is told when something needs a person. */
export function AlertsPage(): ReactElement {
  const { webhook: opened } = useSearch({ from: '/shell/alerts' });
  const navigate = useNavigate({ from: '/alerts' });
  const obstacle = useObstacle('admin');
  const webhooks = useWebhooks(obstacle === null);
  const open = (webhook: string | undefined): void => void navigate({ search: { webhook } });
  const saved = webhooks.data?.find(({ id }) => id === opened) ?? null;
  const add = (
    <Button
      kind="primary"
      disabled={obstacle !== null}
      aria-describedby={obstacle === null ? undefined : 'alerts-obstacle'}
      onClick={() => open('new')}
    >
      <BellPlus aria-hidden size={16} /> Add a webhook
    </Button>
  );
  const isEmpty = webhooks.data?.length === 0;
  return (
    <Page
      title="Alerts"
      lead="Webhooks are posted to your pager, chat or automation when something needs a person. Each is signed, and tried again for three days until it is taken."
      actions={
        <>
          {obstacle !== null && (
            <p id="alerts-obstacle" className="text-sm text-muted">
              {obstacle}
            </p>
          )}
          {!isEmpty && add}
        </>
      }
    >
      {obstacle !== null ? (
        <EmptyState title="Only admins see who is told">
          What happened stands on the board and under Audit.
        </EmptyState>
      ) : webhooks.error && !webhooks.data ? (
        <ProblemNotice error={webhooks.error} onRetry={() => void webhooks.refetch()} />
      ) : !webhooks.data ? (
        <SkeletonRows count={2} what="webhooks" />
      ) : isEmpty ? (
        <EmptyState title="Nobody is told yet" action={add}>
          Add a webhook, and hear of an open circuit before your callers do.
        </EmptyState>
      ) : (
        <WebhookTable webhooks={webhooks.data} onOpen={open} />
      )}
      <SidePanel
        open={obstacle === null && (opened === 'new' || saved !== null)}
        onClose={() => open(undefined)}
        title={saved ? saved.name : 'Add a webhook'}
        lead={saved ? saved.url : 'A URL that takes a POST with JSON.'}
      >
        {saved ? (
          <WebhookDetails key={saved.id} webhook={saved} onGone={() => open(undefined)} />
        ) : (
          <NewWebhookForm onDone={open} />
        )}
      </SidePanel>
    </Page>
  );
}

function WebhookTable({
  webhooks,
  onOpen,
}: {
  webhooks: readonly Webhook[];
  onOpen: (id: string) => void;
}): ReactElement {
  const cell = 'px-4 py-2.5 align-top';
  return (
    <div className="card overflow-x-auto">
      <table className="w-full text-left">
        <caption className="sr-only">Webhooks</caption>
        <thead className="text-sm text-muted">
          <tr className="border-b border-line whitespace-nowrap">
            <th scope="col" className={`${cell} font-medium`}>
              Name
            </th>
            <th scope="col" className={`${cell} font-medium`}>
              State
            </th>
            <th scope="col" className={`${cell} hidden font-medium md:table-cell`}>
              Told when
            </th>
            <th scope="col" className={`${cell} hidden font-medium lg:table-cell`}>
              Last sent
            </th>
          </tr>
        </thead>
        <tbody>
          {webhooks.map((webhook) => (
            <tr key={webhook.id} className="border-b border-line last:border-b-0 hover:bg-hover">
              <th scope="row" className={`${cell} w-[34%] max-w-0 font-normal`}>
                <button
                  type="button"
                  onClick={() => onOpen(webhook.id)}
                  className="block max-w-full truncate text-left font-medium hover:underline"
                >
                  {webhook.name}
                </button>
                <span className="block truncate text-sm text-muted">{hostOf(webhook.url)}</span>
              </th>
              <td className={cell}>
                <WebhookState webhook={webhook} />
              </td>
              <td className={`${cell} hidden text-muted md:table-cell`}>
                <ul>
                  {webhook.events.map((event) => (
                    <li key={event}>{eventLabel(event)}</li>
                  ))}
                </ul>
              </td>
              <td className={`${cell} hidden text-muted lg:table-cell`}>
                {webhook.lastDelivery === null ? (
                  'never'
                ) : (
                  <When at={webhook.lastDelivery.createdAt} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function WebhookState({ webhook }: { webhook: Webhook }): ReactElement {
  if (!webhook.enabled) return <Badge>{webhook.note === null ? 'Off' : 'Gave up'}</Badge>;
  if (webhook.failingSince !== null) return <Badge tone="bad">Failing</Badge>;
  return <Badge tone="good">On</Badge>;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
