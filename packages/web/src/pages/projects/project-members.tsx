import { useState, type ReactElement } from 'react';
import type { Project, ProjectMember } from '@jackfield/control-plane/rest-types';
import { useProjectMembers, useSetMember } from '../../api/projects.ts';
import { useObstacle } from '../../api/rights.ts';
import { useUsers } from '../../api/users.ts';
import { projectRoleChoices } from '../../model/role-words.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SelectField } from '../../parts/select-field.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { notifyProblem } from '../../parts/toasts.tsx';

/** Who sees a project's things, and who may change them. */
export function ProjectMembers({ project }: { project: Project }): ReactElement {
  const members = useProjectMembers(project.id);
  const obstacle = useObstacle('admin');
  return (
    <section aria-label="Members" className="space-y-4">
      <h2 className="font-medium">Members</h2>
      {members.error && !members.data ? (
        <ProblemNotice error={members.error} onRetry={() => void members.refetch()} />
      ) : !members.data ? (
        <SkeletonRows count={2} what="members" />
      ) : (
        <>
          {members.data.length === 0 ? (
            <p className="text-muted">Nobody yet. Admins see it without being members.</p>
          ) : (
            <ul aria-label="Members" className="card divide-y divide-line">
              {members.data.map((member) => (
                <MemberItem
                  key={member.userId}
                  projectId={project.id}
                  member={member}
                  obstacle={obstacle}
                />
              ))}
            </ul>
          )}
          {obstacle === null ? (
            <AddMember project={project} members={members.data} />
          ) : (
            <p className="text-sm text-muted">Only an admin can add or remove members.</p>
          )}
        </>
      )}
    </section>
  );
}

function MemberItem({
  projectId,
  member,
  obstacle,
}: {
  projectId: string;
  member: ProjectMember;
  obstacle: string | null;
}): ReactElement {
  const set = useSetMember(projectId);
  const { userId, name, role, mayDo } = member;
  return (
    <li className="flex flex-wrap items-center gap-3 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-32">
        <p className="truncate font-medium">{name}</p>
        {mayDo !== role && (
          <p className="text-sm text-muted">
            {mayDo === 'admin'
              ? 'An admin: may do everything.'
              : `A ${mayDo} everywhere, so here too.`}
          </p>
        )}
      </div>
      {obstacle !== null ? (
        <Badge>{role}</Badge>
      ) : (
        <SelectField
          bare
          label={`Role of ${name}`}
          value={role}
          disabled={set.isPending}
          onValue={(next) => set.mutate({ userId, role: next }, { onError: notifyProblem })}
          choices={projectRoleChoices}
        />
      )}
      <Button
        small
        kind="danger"
        obstacle={obstacle}
        busy={set.isPending}
        aria-label={`Remove ${name}`}
        onClick={() => set.mutate({ userId, role: null }, { onError: notifyProblem })}
      >
        Remove
      </Button>
    </li>
  );
}

function AddMember({
  project,
  members,
}: {
  project: Project;
  members: readonly ProjectMember[];
}): ReactElement {
  const users = useUsers();
  const set = useSetMember(project.id);
  const [chosen, setChosen] = useState('');
  const others = (users.data ?? []).filter(
    ({ id, role }) => role !== 'admin' && members.every(({ userId }) => userId !== id),
  );
  const user = others.find(({ id }) => id === chosen) ?? others[0];
  if (user === undefined) {
    return <p className="text-sm text-muted">Everybody who isn’t an admin is a member already.</p>;
  }
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const role = user.role === 'editor' ? 'editor' : 'viewer';
        set.mutate({ userId: user.id, role }, { onError: notifyProblem });
      }}
    >
      <div className="min-w-40 flex-1">
        <SelectField
          label="Add"
          value={user.id}
          onValue={setChosen}
          choices={others.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </div>
      <Button type="submit" busy={set.isPending}>
        Add to {project.name}
      </Button>
    </form>
  );
}
