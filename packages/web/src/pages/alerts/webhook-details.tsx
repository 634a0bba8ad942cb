import { useRef, useState, type ReactElement } from 'react';
import type { Webhook } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../api/api-problem.ts';
import { useChangeWebhook, useDeleteWebhook, useTestWebhook } from '../../api/webhooks.ts';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { SwitchField } from '../../parts/switch-field.tsx';
import { notify, notifyProblem } from '../../parts/toasts.tsx';
import { EndpointProblem } from '../../parts/endpoint-problem.tsx';
import { WebhookDeliveries } from './webhook-deliveries.tsx';
import { WebhookFields, webhookFields } from './webhook-fields.tsx';

/** One webhook: what it is told, whether it takes it, and how to change or end that. */
export function WebhookDetails({
  webhook,
  onGone,
}: {
  webhook: Webhook;
  onGone: () => void;
}): ReactElement {
  const { name, url, events } = webhook;
  const [draft, setDraft] = useState({ name, url, events });
  const [enabled, setEnabled] = useState(webhook.enabled);
  const [secret, setSecret] = useState<string | null>(null);
  const change = useChangeWebhook(webhook.id);
  const renew = useChangeWebhook(webhook.id);
  const again = useRef<HTMLButtonElement>(null);
  const save = (): void =>
    change.mutate(
      { ...draft, enabled },
      {
        onSuccess: (changed) => {
          if (changed.secret) setSecret(changed.secret);
          notify(`${changed.name} is saved`);
        },
      },
    );
  const problem = change.error ? toProblem(change.error) : null;
  return (
    <div className="space-y-6">
      {webhook.note !== null && (
        <Notice tone="bad" title="This webhook was switched off">
          {webhook.note} Mend the receiver, send a test, then switch it on again below.
        </Notice>
      )}
      <SendTest webhook={webhook} />
      <WebhookDeliveries webhookId={webhook.id} />
      <form
        className="space-y-5 border-t border-line pt-5"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <h2 className="font-medium">What it is told</h2>
        <WebhookFields draft={draft} onDraft={setDraft} problems={problem?.fields ?? new Map()} />
        <SwitchField
          label="On"
          hint="Switched off, it gets nothing, and what was still waiting is given up."
          checked={enabled}
          onChange={setEnabled}
        />
        {problem !== null && !problem.isAllSaidAt(webhookFields) && (
          <EndpointProblem error={change.error} onAllowed={save} />
        )}
        <Button type="submit" kind="primary" busy={change.isPending}>
          Save
        </Button>
      </form>
      {secret !== null && (
        <ShownOnce
          key={secret}
          label="Signing secret"
          title="Copy the new signing secret now"
          lead="It is shown this once, and the one before is used no more."
          text={secret}
          what="signing secret"
          onDone={() => {
            again.current?.focus();
            setSecret(null);
          }}
        />
      )}
      <div className="flex flex-wrap gap-2 border-t border-line pt-5">
        <Button
          ref={again}
          busy={renew.isPending}
          onClick={() =>
            renew.mutate(
              { newSecret: true },
              {
                onSuccess: (changed) => setSecret(changed.secret ?? null),
                onError: notifyProblem,
              },
            )
          }
        >
          Make a new signing secret
        </Button>
        <DeleteWebhook webhook={webhook} onGone={onGone} />
      </div>
    </div>
  );
}

function SendTest({ webhook }: { webhook: Webhook }): ReactElement {
  const test = useTestWebhook(webhook.id);
  return (
    <section aria-label="Test" className="space-y-3">
      <Button busy={test.isPending} onClick={() => test.mutate()}>
        Send a test
      </Button>
      <div role="status">
        {test.data &&
          (test.data.state === 'delivered' ? (
            <Notice tone="good" title={`It took the test, with ${test.data.status}.`} />
          ) : (
            <Notice tone="bad" title="It did not take the test.">
              {test.data.problem}
            </Notice>
          ))}
      </div>
      {test.error && <ProblemNotice error={test.error} />}
    </section>
  );
}

function DeleteWebhook({
  webhook,
  onGone,
}: {
  webhook: Webhook;
  onGone: () => void;
}): ReactElement {
  const [asking, setAsking] = useState(false);
  const remove = useDeleteWebhook(webhook.id);
  return (
    <>
      <Button kind="danger" onClick={() => setAsking(true)}>
        Delete {webhook.name}
      </Button>
      <ConfirmDialog
        open={asking}
        title={`Delete ${webhook.name}?`}
        onCancel={() => setAsking(false)}
        choices={[
          {
            label: 'Delete',
            kind: 'danger',
            busy: remove.isPending,
            onChoose: () =>
              remove.mutate(undefined, {
                onSuccess: () => {
                  notify(`${webhook.name} is deleted`, 'Nothing more is sent to it.');
                  onGone();
                },
                onError: notifyProblem,
                onSettled: () => setAsking(false),
              }),
          },
        ]}
      >
        <p>Nobody is told there any more, and the list of what was sent goes with it.</p>
      </ConfirmDialog>
    </>
  );
}
