import { nameKey } from '../../domain/name-key.ts';
import { needFreeUserName } from '../../domain/people/need-free-user-name.ts';
import { makePasswordLink } from '../../domain/people/password-links.ts';
import { toUser } from '../../domain/people/to-user.ts';
import { refuseField } from '../../domain/refuse-field.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { pageLink } from '../../http/page-link.ts';
import type { Change } from '../../publish/changes.ts';
import { createdUserSchema, newUserSchema } from '../../schemas/user.ts';
import type { NewUser } from '../../schemas/user.ts';
import type { Services } from '../../services.ts';
import { defaultProjectId } from '../../store/migrations/0005-people.ts';
import { newId } from '../../store/new-id.ts';
import { projectMemberTable } from '../../store/project-member-table.ts';
import { projectTable } from '../../store/project-table.ts';
import { userTable } from '../../store/user-table.ts';

const route = createRoute({
  method: 'post',
  path: '/users',
  needs: 'admin',
  tags: ['People'],
  summary: 'Invite somebody',
  description:
    'The answer is the only one that ever holds the one-time link, with which they set a password of their own. It works for seven days.',
  request: { body: jsonBodyOf(newUserSchema) },
  responses: {
    201: json(createdUserSchema, 'The user, and the link to send to them.'),
    ...problems(401, 403, 409, ...bodyProblems),
  },
});

export function createUser(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const given = c.req.valid('json');
    const { row, link } = await services.changes.make(c.get('actor').name, (change) =>
      invite(change, given),
    );
    return c.json(
      {
        ...(await toUser(services.db, row)),
        invitationLink: pageLink(c, '/set-password', link.token),
        linkExpiresAt: new Date(link.expiresAt).toISOString(),
      },
      201,
    );
  });
}

async function invite(change: Change, { name, email = null, role, projects }: NewUser) {
  const { db, now } = change;
  await needFreeUserName(db, name, email, null);
  const row = {
    id: newId('usr'),
    name,
    nameKey: nameKey(name),
    email,
    emailKey: email === null ? null : nameKey(email),
    role,
    passwordHash: '',
    ssoSubject: null,
    disabled: 0,
    createdAt: now,
    signedInAt: null,
  };
  await userTable.insert(db, row);
  const memberships = projects ?? [
    { id: defaultProjectId, role: role === 'viewer' ? ('viewer' as const) : ('editor' as const) },
  ];
  for (const [index, project] of memberships.entries()) {
    if ((await projectTable.byId(db, project.id)) === undefined) {
      const message = 'There is no project with this id. GET /api/v1/projects lists them.';
      throw refuseField(`projects[${index}].id`, 'project_unknown', message);
    }
    await projectMemberTable.put(db, {
      projectId: project.id,
      userId: row.id,
      role: project.role,
    });
  }
  await change.audit({
    action: 'user.invited',
    target: { kind: 'user', id: row.id, name },
    details: { role, email, projects: memberships },
  });
  return { row, link: await makePasswordLink(change, row, 'invitation') };
}
