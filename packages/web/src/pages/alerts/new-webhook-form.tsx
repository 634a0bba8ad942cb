import { useState, type ReactElement } from 'react';
import type { CreatedWebhook, NewWebhook } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../api/api-problem.ts';
import { useCreateWebhook } from '../../api/webhooks.ts';
import { Button } from '../../parts/button.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { EndpointProblem } from '../../parts/endpoint-problem.tsx';
import { eventChoices } from './event-words.ts';
import { WebhookFields, webhookFields } from './webhook-fields.tsx';

/** Makes a webhook, and shows its signing secret this once; then it can be tried. */
export function NewWebhookForm({ onDone }: { onDone: (id: string) => void }): ReactElement {
  const [draft, setDraft] = useState<NewWebhook>({
    name: '',
    url: '',
    events: eventChoices.map(({ value }) => value),
  });
  const [created, setCreated] = useState<CreatedWebhook | null>(null);
  const create = useCreateWebhook();
  if (created) {
    return (
      <ShownOnce
        label="Signing secret"
        title="Copy the signing secret now"
        lead="It is shown this once. The receiver checks with it that an alert came from here."
        text={created.secret}
        what="signing secret"
        onDone={() => onDone(created.id)}
      />
    );
  }
  const save = (): void => create.mutate(draft, { onSuccess: setCreated });
  const problem = create.error ? toProblem(create.error) : null;
  return (
    <form
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <WebhookFields draft={draft} onDraft={setDraft} problems={problem?.fields ?? new Map()} />
      {problem !== null && !problem.isAllSaidAt(webhookFields) && (
        <EndpointProblem error={create.error} onAllowed={save} />
      )}
      <Button type="submit" kind="primary" busy={create.isPending}>
        Add webhook
      </Button>
    </form>
  );
}
