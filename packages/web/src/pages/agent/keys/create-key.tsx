import { useState, type ReactElement } from 'react';
import type { CreatedAgentKey } from '@jackfield/control-plane/rest-types';
import { useCreateAgentKey } from '../../../api/agent-keys.ts';
import { Button } from '../../../parts/button.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { SelectField } from '../../../parts/select-field.tsx';
import { TextField } from '../../../parts/text-field.tsx';

interface CreateKeyProps {
  readonly agentId: string;
  /** Why none can be made, said beside the list of keys; `null` when one can. */
  readonly obstacle: string | null;
  readonly created: CreatedAgentKey | null;
  readonly onCreated: (key: CreatedAgentKey | null) => void;
}

const lifetimes = [
  { value: 'none', label: 'No end' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '365 days' },
] as const;

/** Makes a key and shows it this once. */
export function CreateKey({ agentId, obstacle, created, onCreated }: CreateKeyProps): ReactElement {
  const [name, setName] = useState('');
  const [lifetime, setLifetime] = useState<(typeof lifetimes)[number]['value']>('none');
  const create = useCreateAgentKey(agentId);
  if (created) {
    return (
      <section aria-label="New key" className="rounded-lg border border-brass bg-brass-soft p-4">
        <h2 className="font-semibold">Copy this key now</h2>
        <p role="status" className="text-sm text-muted">
          It is shown this once. Jackfield keeps only what is needed to recognise it.
        </p>
        <div className="mt-3 flex flex-wrap items-center gap-2">
          <code className="min-w-0 flex-1 basis-60 rounded-md border border-line bg-surface px-3 py-1.5 font-mono text-sm break-all">
            {created.key}
          </code>
          <CopyButton text={created.key} what="key" />
          <Button small kind="quiet" onClick={() => onCreated(null)}>
            I have it
          </Button>
        </div>
      </section>
    );
  }
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const expiresAt = lifetime === 'none' ? null : inDays(Number(lifetime));
        create.mutate(
          { ...(name.trim() ? { name: name.trim() } : {}), ...(expiresAt ? { expiresAt } : {}) },
          {
            onSuccess: (key) => {
              setName('');
              onCreated(key);
            },
          },
        );
      }}
    >
      <TextField
        label="Key name"
        placeholder="Voice gateway, production"
        className="min-w-48 flex-1"
        value={name}
        onValue={setName}
        maxLength={100}
      />
      <div className="w-32">
        <SelectField
          label="Ends after"
          value={lifetime}
          onValue={setLifetime}
          choices={lifetimes}
        />
      </div>
      <Button
        type="submit"
        kind="primary"
        disabled={obstacle !== null}
        aria-describedby={obstacle === null ? undefined : 'keys-obstacle'}
        busy={create.isPending}
      >
        Create key
      </Button>
      {create.error && (
        <div className="w-full">
          <ProblemNotice error={create.error} />
        </div>
      )}
    </form>
  );
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}
