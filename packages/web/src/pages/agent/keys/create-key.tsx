import { useState, type ReactElement } from 'react';
import type { CreatedAgentKey } from '@jackfield/control-plane/rest-types';
import { useCreateAgentKey } from '../../../api/agent-keys.ts';
import { readNumber } from '../../../model/read-number.ts';
import { Button } from '../../../parts/button.tsx';
import { keepFocus } from '../../../parts/keep-focus.ts';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { SelectField } from '../../../parts/select-field.tsx';
import { ShownOnce } from '../../../parts/shown-once.tsx';
import { TextField } from '../../../parts/text-field.tsx';

interface CreateKeyProps {
  readonly agentId: string;
  /** Why none can be made, said beside the list of keys; `null` when one can. */
  readonly obstacle: string | null;
  readonly created: CreatedAgentKey | null;
  /** Whether what holds the key was copied beside it. */
  readonly taken: boolean;
  readonly onCreated: (key: CreatedAgentKey | null) => void;
}

const lifetimes = [
  { value: 'none', label: 'No end' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '365 days' },
] as const;

const limits = { min: 1, max: 1_000_000, whole: true };

/** Makes a key and shows it this once. */
export function CreateKey(props: CreateKeyProps): ReactElement {
  const { agentId, obstacle, created, taken, onCreated } = props;
  const [name, setName] = useState('');
  const [lifetime, setLifetime] = useState<(typeof lifetimes)[number]['value']>('none');
  const [limit, setLimit] = useState('');
  const [limitError, setLimitError] = useState<string | null>(null);
  const create = useCreateAgentKey(agentId);
  return (
    <div ref={keepFocus}>
      {created ? (
        <ShownOnce
          label="New key"
          title="Copy this key now"
          lead="It is shown this once. Jackfield keeps only what is needed to recognise it."
          text={created.key}
          what="key"
          taken={taken}
          onDone={() => onCreated(null)}
        />
      ) : (
        <form
          className="space-y-2"
          onSubmit={(event) => {
            event.preventDefault();
            const errors = new Map<string, string>();
            const requests = readNumber(limit, limits, 'limit', errors);
            setLimitError(errors.get('limit') ?? null);
            if (errors.size > 0) return;
            const expiresAt = lifetime === 'none' ? null : inDays(Number(lifetime));
            create.mutate(
              {
                ...(name.trim() ? { name: name.trim() } : {}),
                ...(expiresAt ? { expiresAt } : {}),
                ...(requests === null ? {} : { requestsPerMinute: requests }),
              },
              {
                onSuccess: (key) => {
                  setName('');
                  setLimit('');
                  onCreated(key);
                },
              },
            );
          }}
        >
          <div className="flex flex-wrap items-end gap-2">
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
            <TextField
              label="Turns a minute"
              placeholder="No limit"
              inputMode="numeric"
              className="w-32"
              value={limit}
              onValue={setLimit}
              maxLength={7}
              aria-invalid={limitError ? true : undefined}
              aria-describedby="key-limit-words"
            />
            <Button
              type="submit"
              kind="primary"
              disabled={obstacle !== null}
              aria-describedby={obstacle === null ? undefined : 'keys-obstacle'}
              busy={create.isPending}
            >
              Create key
            </Button>
          </div>
          <p
            id="key-limit-words"
            role={limitError ? 'alert' : undefined}
            className="text-sm text-muted"
          >
            {limitError ? (
              <span className="font-medium text-bad-ink">Turns a minute: {limitError}</span>
            ) : (
              'With a limit of turns a minute, a program that runs wild is refused until the minute allows it again. Leave it empty where there is to be none.'
            )}
          </p>
          {create.error && <ProblemNotice error={create.error} />}
        </form>
      )}
    </div>
  );
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}
