import { useState, type ReactElement } from 'react';
import type { Provider } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../api/api-problem.ts';
import {
  useProviders,
  useRemoveProviderCredentials,
  useSaveProviderCredentials,
} from '../../api/providers.ts';
import { useObstacle } from '../../api/rights.ts';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ExternalLink } from '../../parts/external-link.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SecretField } from '../../parts/secret-field.tsx';
import { SidePanel } from '../../parts/side-panel.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { notify, notifyProblem } from '../../parts/toasts.tsx';

/** Gives a provider its credentials, wherever they were found missing; write-only. */
export function ProviderPanel({
  providerId,
  onClose,
}: {
  providerId: string | null;
  onClose: () => void;
}): ReactElement {
  const providers = useProviders();
  const provider = providers.data?.find((each) => each.id === providerId) ?? null;
  return (
    <SidePanel
      open={provider !== null}
      onClose={onClose}
      title={provider && `${provider.name}’s credentials`}
      lead={
        provider?.link && (
          <ExternalLink href={provider.link}>Where {provider.name} hands them out</ExternalLink>
        )
      }
    >
      {provider && <CredentialsForm key={provider.id} provider={provider} onDone={onClose} />}
    </SidePanel>
  );
}

function CredentialsForm({
  provider,
  onDone,
}: {
  provider: Provider;
  onDone: () => void;
}): ReactElement {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const save = useSaveProviderCredentials(provider.id);
  const obstacle = useObstacle('admin');
  const fields = save.error ? toProblem(save.error).fields : new Map<string, string>();
  return (
    <form
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault();
        const given = Object.fromEntries(
          Object.entries(values)
            .map(([name, value]) => [name, value.trim()] as const)
            .filter(([, value]) => value !== ''),
        );
        save.mutate(given, {
          onSuccess: () => {
            notify(
              `${provider.name}’s credentials are stored, not checked yet`,
              'Turns use them from the next one on. Under Providers, Check says whether they work.',
            );
            onDone();
          },
        });
      }}
    >
      {provider.source === 'environment' && (
        <Notice tone="warn" title="It has credentials from the environment">
          What you save here takes their place until you remove it.
        </Notice>
      )}
      {provider.source === 'saved' && (
        <p className="text-muted">
          Saving replaces all of what is sealed: fields left empty are cleared.
        </p>
      )}
      {provider.fields.map((field) => {
        const Field = field.secret ? SecretField : TextField;
        return (
          <Field
            key={field.name}
            label={field.label}
            required={field.required}
            mono={!field.secret}
            placeholder={field.placeholder ?? ''}
            value={values[field.name] ?? ''}
            onValue={(value) => setValues({ ...values, [field.name]: value })}
            error={fields.get(field.name)}
            hint={field.required ? undefined : 'Optional.'}
          />
        );
      })}
      {save.error &&
        !toProblem(save.error).isAllSaidAt(provider.fields.map(({ name }) => name)) && (
          <ProblemNotice error={save.error} />
        )}
      <div className="flex flex-wrap gap-2 border-t border-line pt-5">
        <Button
          type="submit"
          kind="primary"
          disabled={obstacle !== null}
          aria-describedby={obstacle === null ? undefined : 'credentials-obstacle'}
          busy={save.isPending}
        >
          Save credentials
        </Button>
        {provider.source === 'saved' && obstacle === null && (
          <RemoveCredentials provider={provider} onDone={onDone} />
        )}
        {obstacle !== null && (
          <p id="credentials-obstacle" className="self-center text-sm text-muted">
            {obstacle}
          </p>
        )}
      </div>
    </form>
  );
}

function RemoveCredentials({
  provider,
  onDone,
}: {
  provider: Provider;
  onDone: () => void;
}): ReactElement {
  const [asking, setAsking] = useState(false);
  const remove = useRemoveProviderCredentials(provider.id);
  return (
    <>
      <Button kind="danger" onClick={() => setAsking(true)}>
        Remove
      </Button>
      <ConfirmDialog
        open={asking}
        title={`Remove ${provider.name}’s credentials?`}
        onCancel={() => setAsking(false)}
        choices={[
          {
            label: 'Remove',
            kind: 'danger',
            busy: remove.isPending,
            onChoose: () =>
              remove.mutate(undefined, {
                onSuccess: () => {
                  notify(`${provider.name}’s credentials are removed`);
                  onDone();
                },
                onError: notifyProblem,
                onSettled: () => setAsking(false),
              }),
          },
        ]}
      >
        <p>
          Turns on its models fail from the next one on, unless the environment gives credentials.
        </p>
      </ConfirmDialog>
    </>
  );
}
