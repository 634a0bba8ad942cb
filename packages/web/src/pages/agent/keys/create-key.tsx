import { useState, type ReactElement } from 'react';
import type { CreatedAgentKey } from '@jackfield/control-plane/rest-types';
import { useCreateAgentKey } from '../../../api/agent-keys.ts';
import { Button } from '../../../parts/button.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { TextField } from '../../../parts/text-field.tsx';

interface CreateKeyProps {
  readonly agentId: string;
  readonly created: CreatedAgentKey | null;
  readonly onCreated: (key: CreatedAgentKey | null) => void;
}

/** Makes a key and shows it this once. */
export function CreateKey({ agentId, created, onCreated }: CreateKeyProps): ReactElement {
  const [name, setName] = useState('');
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
        create.mutate(name.trim() ? { name: name.trim() } : {}, {
          onSuccess: (key) => {
            setName('');
            onCreated(key);
          },
        });
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
      <Button type="submit" kind="primary" busy={create.isPending}>
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
