import { useState, type ReactElement } from 'react';
import type { ApiToken, CreatedApiToken, Me, Role } from '@jackfield/control-plane/rest-types';
import { useCreateToken, useDeleteToken, useOwnTokens } from '../../api/account.ts';
import { roleChoices } from '../../model/role-words.ts';
import { Button } from '../../parts/button.tsx';
import { keepFocus } from '../../parts/keep-focus.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SelectField } from '../../parts/select-field.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { notify, notifyProblem } from '../../parts/toasts.tsx';
import { day } from '../../parts/when.tsx';
import { AccountSection } from './account-section.tsx';

export function OwnTokens({ me }: { me: Me }): ReactElement {
  const tokens = useOwnTokens();
  const [created, setCreated] = useState<CreatedApiToken | null>(null);
  return (
    <AccountSection
      title="API tokens"
      lead="For scripts that use the REST API as you. Agents are called with their own keys."
    >
      <div ref={keepFocus}>
        {created ? (
          <ShownOnce
            label="New token"
            title="Copy this token now"
            lead="It is shown this once. Jackfield keeps only what is needed to recognise it."
            text={created.token}
            what="token"
            onDone={() => setCreated(null)}
          />
        ) : (
          <CreateToken me={me} onCreated={setCreated} />
        )}
      </div>
      {tokens.error && !tokens.data ? (
        <ProblemNotice error={tokens.error} onRetry={() => void tokens.refetch()} />
      ) : !tokens.data ? (
        <SkeletonRows count={1} what="tokens" />
      ) : tokens.data.length === 0 ? (
        <p className="text-muted">You have none yet.</p>
      ) : (
        <ul aria-label="API tokens" className="divide-y divide-line">
          {tokens.data.map((token) => (
            <TokenItem key={token.id} token={token} />
          ))}
        </ul>
      )}
    </AccountSection>
  );
}

const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '365 days' },
  { value: 'none', label: 'No end' },
] as const;

function CreateToken({
  me,
  onCreated,
}: {
  me: Me;
  onCreated: (token: CreatedApiToken) => void;
}): ReactElement {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>(me.role);
  const [lifetime, setLifetime] = useState<(typeof lifetimes)[number]['value']>('90');
  const create = useCreateToken();
  const within = roleChoices.slice(0, roleChoices.findIndex(({ value }) => value === me.role) + 1);
  return (
    <form
      className="grid items-end gap-3 sm:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        const expiresInDays = lifetime === 'none' ? null : Number(lifetime);
        create.mutate({ name: name.trim(), role, expiresInDays }, { onSuccess: onCreated });
      }}
    >
      <TextField
        label="Token name"
        placeholder="Nightly deploy"
        required
        className="sm:col-span-2"
        value={name}
        onValue={setName}
      />
      <SelectField label="May do" value={role} onValue={setRole} choices={within} />
      <SelectField
        label="Ends after"
        value={lifetime}
        onValue={setLifetime}
        choices={lifetimes.filter(({ value }) => value !== 'none' || me.role === 'admin')}
      />
      {create.error && (
        <div className="sm:col-span-2">
          <ProblemNotice error={create.error} />
        </div>
      )}
      <div>
        <Button type="submit" busy={create.isPending}>
          Create token
        </Button>
      </div>
    </form>
  );
}

function TokenItem({ token }: { token: ApiToken }): ReactElement {
  const remove = useDeleteToken();
  const ends = token.expiresAt === null ? 'no end' : `until ${day(token.expiresAt.slice(0, 10))}`;
  const used = token.lastUsedOn === null ? 'never used' : `last used ${day(token.lastUsedOn)}`;
  return (
    <li className="flex items-center gap-3 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{token.name}</p>
        <p className="text-sm text-muted">
          <span className="font-mono">{`jf_user_…${token.hint}`}</span> · {token.role} · {ends} ·{' '}
          {used}
        </p>
      </div>
      <Button
        small
        kind="danger"
        busy={remove.isPending}
        aria-label={`Delete ${token.name}`}
        onClick={() =>
          remove.mutate(token.id, {
            onSuccess: () => notify(`${token.name} is deleted`, 'It stopped working at once.'),
            onError: notifyProblem,
          })
        }
      >
        Delete
      </Button>
    </li>
  );
}
