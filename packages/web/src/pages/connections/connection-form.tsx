import { useState, type ReactElement } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../api/api-problem.ts';
import {
  useChangeConnection,
  useCheckConnection,
  useCreateConnection,
} from '../../api/connections.ts';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { RadioField } from '../../parts/radio-field.tsx';
import { SecretField } from '../../parts/secret-field.tsx';
import { SwitchField } from '../../parts/switch-field.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { notify } from '../../parts/toasts.tsx';
import {
  emptyConnectionDraft,
  isAsSaved,
  needsCredential,
  toConnectionChange,
  toConnectionDraft,
  toNewConnection,
  type ConnectionDraft,
} from './connection-draft.ts';
import { CheckReportView } from './check-report-view.tsx';
import { ConnectionProblem } from './connection-problem.tsx';
import { ConnectionRepairs } from './connection-repairs.tsx';
import { DeleteConnection } from './delete-connection.tsx';

const methods = [
  { value: 'bearer', label: 'Bearer token', hint: 'Authorization: Bearer …' },
  { value: 'x-api-key', label: 'API key', hint: 'x-api-key: …' },
  { value: 'none', label: 'None', hint: 'Nothing is sent' },
] as const;

const ownFields = ['name', 'url', 'modelId', 'auth', 'auth.credential'];

/** Connects an endpoint, or changes one; “Try it” sends one real request with what is in the form. */
export function ConnectionForm({
  saved,
  onDone,
}: {
  saved: Connection | null;
  onDone: () => void;
}): ReactElement {
  const [draft, setDraft] = useState<ConnectionDraft>(() =>
    saved ? toConnectionDraft(saved) : emptyConnectionDraft,
  );
  const create = useCreateConnection();
  const change = useChangeConnection();
  const check = useCheckConnection();
  const error = create.error ?? change.error ?? check.error;
  const problem = error && toProblem(error);
  // A private address is no mistake in the field: the notice offers to allow it.
  const fields =
    problem && problem.refusedEndpoint === null ? problem.fields : new Map<string, string>();
  const fresh = needsCredential(draft, saved);
  const canTry = isAsSaved(draft, saved) || draft.method === 'none' || draft.credential !== '';
  const saving = create.isPending || change.isPending;

  const set = (part: Partial<ConnectionDraft>): void => {
    create.reset();
    change.reset();
    setDraft({ ...draft, ...part });
  };
  const save = (): void => {
    check.reset();
    const onSuccess = (connection: Connection): void => {
      notify(
        saved ? `${connection.name} is saved` : `${connection.name} is connected`,
        saved ? 'Live for the next turn.' : 'Any agent can choose it now.',
      );
      onDone();
    };
    if (saved)
      change.mutate({ id: saved.id, change: toConnectionChange(draft, saved) }, { onSuccess });
    else create.mutate(toNewConnection(draft), { onSuccess });
  };
  const tryIt = (): void => {
    create.reset();
    change.reset();
    if (saved && isAsSaved(draft, saved)) check.mutate({ id: saved.id });
    else check.mutate({ draft: toNewConnection({ ...draft, name: draft.name || 'Draft' }) });
  };

  return (
    <>
      <form
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <TextField
          label="Name"
          required
          placeholder="Support model, staging"
          value={draft.name}
          onValue={(name) => set({ name })}
          error={fields.get('name')}
          hint="What the dropdown shows."
        />
        <TextField
          label="URL"
          required
          mono
          inputMode="url"
          spellCheck={false}
          placeholder="https://llm.example.com/v1"
          value={draft.url}
          onValue={(url) => set({ url })}
          error={fields.get('url')}
          hint="With or without /chat/completions at its end."
        />
        <TextField
          label="Model ID"
          required
          mono
          spellCheck={false}
          placeholder="support-7b"
          value={draft.modelId}
          onValue={(modelId) => set({ modelId })}
          error={fields.get('modelId')}
          hint="Sent as “model” in every request."
        />
        <RadioField
          label="Authorisation"
          value={draft.method}
          onValue={(method) => set({ method })}
          choices={methods}
        />
        {draft.method !== 'none' && (
          <SecretField
            label="Credential"
            required={fresh}
            value={draft.credential}
            onValue={(credential) => set({ credential })}
            error={fields.get('auth.credential') ?? fields.get('auth')}
            hint={
              fresh
                ? 'Sealed when saved, never shown again.'
                : 'Leave empty to keep the one that is sealed.'
            }
          />
        )}
        {saved?.auth.hasCredential && fresh && (
          <Notice tone="warn" title="Give the credential again">
            It was sealed for {hostOf(saved.url)} and this method only, so that it can’t be sent
            elsewhere.
          </Notice>
        )}
        <SwitchField
          label="Streaming"
          checked={draft.streaming}
          onChange={(streaming) => set({ streaming })}
          hint={
            draft.streaming
              ? 'The endpoint sends its answer as it comes.'
              : 'The endpoint sends whole answers; callers that ask for a stream still get one.'
          }
        />
        {error && !toProblem(error).isAllSaidAt(ownFields) && (
          <ConnectionProblem error={error} onAllowed={() => (check.error ? tryIt() : save())} />
        )}
        {check.data && <CheckReportView key={check.data.checkedAt} report={check.data} />}
        <div className="flex flex-wrap items-center gap-2 border-t border-line pt-5">
          <Button type="submit" kind="primary" busy={saving}>
            {saved ? 'Save' : 'Connect'}
          </Button>
          <Button
            disabled={!canTry || draft.url === '' || draft.modelId === ''}
            busy={check.isPending}
            onClick={tryIt}
            aria-describedby="try-it-hint"
          >
            Try it
          </Button>
          <p id="try-it-hint" className="text-sm text-muted">
            {canTry ? 'Sends one real request.' : 'Give the credential to try it, or save first.'}
          </p>
        </div>
      </form>
      {saved && <ConnectionRepairs connection={saved} />}
      {saved && <DeleteConnection connection={saved} onDeleted={onDone} />}
    </>
  );
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
