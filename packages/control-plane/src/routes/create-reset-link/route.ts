import { needUser } from '../../domain/people/need-user.ts';
import { makePasswordLink } from '../../domain/people/password-links.ts';
import { json, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { pageLink } from '../../http/page-link.ts';
import { ProblemError } from '../../problem-error.ts';
import { passwordLinkSchema } from '../../schemas/user.ts';
import type { Services } from '../../services.ts';

const route = createRoute({
  method: 'post',
  path: '/users/{id}/reset-link',
  needs: 'admin',
  tags: ['People'],
  summary: 'Make a one-time link with which a user sets a new password',
  description:
    'It ends the link that was made before, an invitation too, and works for a day (an invitation for seven). The password they have goes on working until they use it.',
  request: { params: idParam },
  responses: {
    201: json(passwordLinkSchema, 'The link; it is never shown again.'),
    ...problems(401, 403, 404, 409),
  },
});

export function createResetLink(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const link = await services.changes.make(c.get('actor').name, async (change) => {
      const user = await needUser(change.db, id);
      if (user.disabled === 1) {
        throw new ProblemError(
          409,
          'user_disabled',
          `${user.name} is disabled. Enable them first.`,
        );
      }
      await change.audit({
        action: 'user.reset_link_made',
        target: { kind: 'user', id, name: user.name },
        details: {},
      });
      const isInvited = user.passwordHash === '' && user.ssoSubject === null;
      return makePasswordLink(change, user, isInvited ? 'invitation' : 'reset');
    });
    const expiresAt = new Date(link.expiresAt).toISOString();
    return c.json({ link: pageLink(c, '/set-password', link.token), expiresAt }, 201);
  });
}
