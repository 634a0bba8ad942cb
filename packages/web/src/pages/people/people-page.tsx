import { useNavigate, useSearch } from '@tanstack/react-router';
import { UserPlus } from 'lucide-react';
import type { ReactElement } from 'react';
import type { User } from '@jackfield/control-plane/rest-types';
import { useObstacle } from '../../api/rights.ts';
import { useUsers } from '../../api/users.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SidePanel } from '../../parts/side-panel.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { When } from '../../parts/when.tsx';
import { InviteForm } from './invite-form.tsx';
import { UserForm } from './user-form.tsx';

/** Everybody who is let in, and what they may do. */
export function PeoplePage(): ReactElement {
  const { user: opened } = useSearch({ from: '/shell/people' });
  const navigate = useNavigate({ from: '/people' });
  const obstacle = useObstacle('admin');
  const users = useUsers(obstacle === null);
  const open = (user: string | undefined): void => void navigate({ search: { user } });
  const saved = users.data?.find(({ id }) => id === opened) ?? null;
  return (
    <Page
      title="People"
      lead="Who is let in, and what they may do. Nobody types a password for anybody else: an invitation is a link that works once."
      actions={
        <>
          {obstacle !== null && (
            <p id="people-obstacle" className="text-sm text-muted">
              {obstacle}
            </p>
          )}
          <Button
            kind="primary"
            disabled={obstacle !== null}
            aria-describedby={obstacle === null ? undefined : 'people-obstacle'}
            onClick={() => open('new')}
          >
            <UserPlus aria-hidden size={16} /> Invite somebody
          </Button>
        </>
      }
    >
      {obstacle !== null ? (
        <EmptyState title="Only admins see who has an account">
          Who works in a project with you stands under Projects.
        </EmptyState>
      ) : users.error && !users.data ? (
        <ProblemNotice error={users.error} onRetry={() => void users.refetch()} />
      ) : !users.data ? (
        <SkeletonRows count={4} what="people" />
      ) : users.data.length === 0 ? (
        <EmptyState title="Nobody has an account yet">
          You are here by the admin token. Invite the first person.
        </EmptyState>
      ) : (
        <UserTable users={users.data} onOpen={open} />
      )}
      <SidePanel
        open={obstacle === null && (opened === 'new' || saved !== null)}
        onClose={() => open(undefined)}
        title={saved ? saved.name : 'Invite somebody'}
        lead={
          saved
            ? (saved.email ?? 'No e-mail address')
            : 'They get a link and set a password of their own.'
        }
      >
        {saved ? (
          <UserForm key={saved.id} user={saved} onDone={() => open(undefined)} />
        ) : (
          <InviteForm onDone={() => open(undefined)} />
        )}
      </SidePanel>
    </Page>
  );
}

const states: Record<User['state'], { tone: Tone; label: string }> = {
  active: { tone: 'good', label: 'Active' },
  invited: { tone: 'warn', label: 'Invited' },
  disabled: { tone: 'plain', label: 'Disabled' },
};

function UserTable({
  users,
  onOpen,
}: {
  users: readonly User[];
  onOpen: (id: string) => void;
}): ReactElement {
  const cell = 'px-4 py-2.5 align-top';
  return (
    <div className="card overflow-x-auto">
      <table className="w-full text-left">
        <caption className="sr-only">People with an account</caption>
        <thead className="text-sm text-muted">
          <tr className="border-b border-line whitespace-nowrap">
            <th scope="col" className={`${cell} font-medium`}>
              Name
            </th>
            <th scope="col" className={`${cell} font-medium`}>
              Role
            </th>
            <th scope="col" className={`${cell} font-medium`}>
              State
            </th>
            <th scope="col" className={`${cell} hidden font-medium md:table-cell`}>
              Projects
            </th>
            <th scope="col" className={`${cell} hidden font-medium lg:table-cell`}>
              Last signed in
            </th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <tr key={user.id} className="border-b border-line last:border-b-0 hover:bg-hover">
              <th scope="row" className={`${cell} w-[36%] max-w-0 font-normal`}>
                <button
                  type="button"
                  onClick={() => onOpen(user.id)}
                  className="block max-w-full truncate text-left font-medium hover:underline"
                >
                  {user.name}
                </button>
                <span className="block truncate text-sm text-muted">{user.email}</span>
              </th>
              <td className={cell}>{user.role}</td>
              <td className={cell}>
                <Badge tone={states[user.state].tone}>{states[user.state].label}</Badge>
              </td>
              <td className={`${cell} hidden max-w-64 text-muted md:table-cell`}>
                {user.role === 'admin'
                  ? 'every project'
                  : user.projects.map(({ name }) => name).join(', ') || 'none'}
              </td>
              <td className={`${cell} hidden text-muted lg:table-cell`}>
                {user.signedInAt === null ? 'never' : <When at={user.signedInAt} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
