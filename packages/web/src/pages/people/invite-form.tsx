import { useState, type ReactElement } from 'react';
import type { CreatedUser, Role } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../api/api-problem.ts';
import { useProjects } from '../../api/projects.ts';
import { useInviteUser } from '../../api/users.ts';
import { roleChoices } from '../../model/role-words.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { RadioField } from '../../parts/radio-field.tsx';
import { SelectField } from '../../parts/select-field.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { TextField } from '../../parts/text-field.tsx';

/** Invites somebody, and shows the link to send to them this once. */
export function InviteForm({ onDone }: { onDone: () => void }): ReactElement {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('editor');
  const [projectId, setProjectId] = useState('');
  const [created, setCreated] = useState<CreatedUser | null>(null);
  const projects = useProjects().data ?? [];
  const invite = useInviteUser();
  if (created) {
    return (
      <ShownOnce
        label="Invitation"
        title={`Send this link to ${created.name}`}
        lead="It works once, for seven days, and is not shown again."
        text={created.invitationLink}
        what="invitation link"
        onDone={onDone}
      />
    );
  }
  const fields = invite.error ? toProblem(invite.error).fields : new Map<string, string>();
  const project =
    projects.find(({ id }) => id === projectId) ?? projects.find((each) => each.isDefault);
  return (
    <form
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault();
        const joins = role !== 'admin' && project ? [{ id: project.id, role }] : [];
        invite.mutate(
          { name, role, ...(email.trim() === '' ? {} : { email: email.trim() }), projects: joins },
          { onSuccess: setCreated },
        );
      }}
    >
      <TextField
        label="Name"
        required
        value={name}
        onValue={setName}
        error={fields.get('name')}
        hint="They sign in with it, and the audit calls them so."
      />
      <TextField
        label="E-mail address"
        type="email"
        value={email}
        onValue={setEmail}
        error={fields.get('email')}
        hint="Optional. Single sign-on recognises them by it."
      />
      <RadioField label="Role" value={role} onValue={setRole} choices={roleChoices} />
      {role !== 'admin' && projects.length > 1 && (
        <SelectField
          label="Project"
          value={project?.id ?? ''}
          onValue={setProjectId}
          choices={projects.map((each) => ({ value: each.id, label: each.name }))}
          hint="Others can be added under Projects."
        />
      )}
      {invite.error && !toProblem(invite.error).isAllSaidAt(['name', 'email']) && (
        <ProblemNotice error={invite.error} />
      )}
      <Button type="submit" kind="primary" busy={invite.isPending}>
        Make the invitation link
      </Button>
    </form>
  );
}
