import type { Role } from '../src/schemas/role.ts';
import type { CallOptions, TestControlPlane } from './start-control-plane.ts';

export const password = 'correct horse battery';

export interface Person {
  readonly id: string;
  readonly name: string;
  /** The cookie's `name=value`. */
  readonly cookie: string;
  /** Sends `METHOD /path` as the page would. */
  call(request: string, options?: CallOptions): ReturnType<TestControlPlane['call']>;
}

/** Invites somebody, who accepts; without `projects` they are in the project Default. */
export async function join(
  plane: TestControlPlane,
  name: string,
  role: Role,
  projects?: readonly { id: string; role: 'viewer' | 'editor' }[],
): Promise<Person> {
  const invited = await plane.call('POST /users', { body: { name, role, projects } });
  const token = new URL(invited.body.invitationLink).hash.slice('#token='.length);
  const joined = await plane.call('POST /password', { token: null, body: { token, password } });
  return person(plane, invited.body.id, name, cookieOf(joined.headers));
}

/** The same person in another browser. */
export async function signInAgain(plane: TestControlPlane, who: Person): Promise<Person> {
  const body = { name: who.name, password };
  const answer = await plane.call('POST /session', { token: null, body });
  return person(plane, who.id, who.name, cookieOf(answer.headers));
}

export function cookieOf(headers: Headers): string {
  return headers.get('set-cookie')?.split(';', 1)[0] ?? '';
}

function person(plane: TestControlPlane, id: string, name: string, cookie: string): Person {
  return {
    id,
    name,
    cookie,
    call: (request, options = {}) =>
      plane.call(request, {
        token: null,
        ...options,
        headers: { cookie, 'sec-fetch-site': 'same-origin', ...options.headers },
      }),
  };
}
