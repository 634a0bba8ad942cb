import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scopes } from '../src/schemas/api-token.ts';
import type { Scope } from '../src/schemas/api-token.ts';
import type { Need } from '../src/http/needs.ts';
import { makeConnection } from './make-connection.ts';
import { join } from './people.ts';
import type { Person } from './people.ts';
import { startControlPlane } from './start-control-plane.ts';
import { turnOf } from './turn-of.ts';

/**
 * Who may call what: every route of the document, for every role, on things of the caller's own
 * project and of another one. Routes are read from the document, so one that is added is tested too.
 */
const plane = await startControlPlane({ localModelServers: [], allowEndpoints: ['10.0.0.7:80'] });
const { body: document } = await plane.call('GET /openapi.json', { token: null });
const routes = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    route: `${method.toUpperCase()} ${path.replace('/api/v1', '')}`,
    needs: operation['x-jackfield-needs'],
    hasBody: operation.requestBody !== undefined,
  })),
);

interface Operation {
  readonly 'x-jackfield-needs': Need;
  readonly requestBody?: unknown;
}
type Route = (typeof routes)[number];

const ranks = { viewer: 0, editor: 1, admin: 2 } as const;
type Role = keyof typeof ranks;
const roles: readonly Role[] = ['viewer', 'editor', 'admin'];
const places = ['own', 'foreign'] as const;
type Place = (typeof places)[number];

let projects: Record<Place, string>;
let people: Record<Role, Person>;
let count = 0;

beforeAll(async () => {
  const [own, foreign] = [await project('Own'), await project('Foreign')];
  projects = { own, foreign };
  people = {
    viewer: await join(plane, 'Vera', 'viewer', [{ id: own, role: 'viewer' }]),
    editor: await join(plane, 'Edith', 'editor', [{ id: own, role: 'editor' }]),
    admin: await join(plane, 'Ada', 'admin', []),
  };
});
afterAll(() => plane.close());

describe('case 24: the rights matrix', () => {
  it('has every route of the document, each with what it needs', () => {
    expect(routes.length).toBeGreaterThan(50);
    const known = new Set<unknown>(['nobody', 'self', ...roles]);
    expect(routes.filter(({ needs }) => !known.has(needs))).toEqual([]);
  });

  it('leaves viewers nothing to change, and keeps for admins what lets people and traffic in', () => {
    const needed = (test: RegExp) =>
      new Set(routes.filter(({ route }) => test.test(route)).map(({ needs }) => needs));
    expect(needed(/^(?!GET )/)).not.toContain('viewer');
    expect(needed(/ \/users/)).toEqual(new Set(['admin']));
    expect(needed(/^(?!GET ).* \/(projects|allowed-endpoints|demo-endpoint)/)).toEqual(
      new Set(['admin']),
    );
    expect(needed(/ \/webhooks/)).toEqual(new Set(['admin']));
    expect(needed(/ \/providers\/\{id\}\/credentials/)).toEqual(new Set(['admin']));
    const open = routes.filter(({ needs }) => needs === 'nobody').map(({ route }) => route);
    expect(open.toSorted()).toEqual([
      'GET /single-sign-on',
      'GET /single-sign-on/callback',
      'POST /first-admin',
      'POST /password',
      'POST /session',
    ]);
  });

  it.each(routes)('without a credential: $route', async (tested) => {
    const answer = await send(tested, await ids(tested, 'own', people.viewer), null);
    if (tested.needs === 'nobody') expect([401, 403]).not.toContain(answer.status);
    else expect([answer.status, answer.body.code]).toEqual([401, 'not_signed_in']);
  });

  for (const role of roles) {
    it.each(routes)(`as ${role}: $route`, async (tested) => {
      for (const place of thingOf(tested) === null ? (['own'] as const) : places) {
        const who = await whoFor(tested, role);
        const answer = await send(tested, await ids(tested, place, who), who);
        const { status, body } = answer;
        expect([place, verdictOf(status), body?.code]).toEqual([
          place,
          expected(tested, role, place),
          status === 403 ? 'role_missing' : body?.code,
        ]);
      }
    });
  }

  const withThing = routes.filter((tested) => thingOf(tested) !== null);
  it.each(withThing)(
    'case 17: answers what is foreign like what is not there: $route',
    async (tested) => {
      for (const role of ['viewer', 'editor'] as const) {
        const foreign = await ids(tested, 'foreign', people[role]);
        const thing = foreign['id'] ?? '';
        const unknown = `${thing.slice(0, 4)}${'0'.repeat(19)}1`;
        const answers = [
          await send(tested, foreign, people[role]),
          await send(tested, { ...foreign, id: unknown }, people[role]),
        ].map(({ status, body, text }) => [
          status,
          text.replace(body.requestId, '').replaceAll(thing, '').replaceAll(unknown, ''),
        ]);
        expect(answers[0]).toEqual(answers[1]);
      }
    },
  );

  it.each(['POST /agents', 'POST /connections'])(
    'lets nobody put anything into a foreign project, nor tells that there is one: %s',
    async (request) => {
      const connection = { url: 'https://8.8.8.8/v1', modelId: 'm', auth: { method: 'none' } };
      const rest = request.endsWith('agents') ? {} : connection;
      const answers = [];
      for (const projectId of [projects.foreign, `prj_${'1'.repeat(20)}`]) {
        const body = { name: `Mine ${(count += 1)}`, projectId, ...rest };
        const { status, body: problem } = await people.editor.call(request, { body });
        answers.push([status, problem.code, problem.detail]);
      }
      expect(answers[0]).toEqual([422, 'project_unknown', expect.any(String)]);
      expect(answers[0]).toEqual(answers[1]);
    },
  );

  it.each(routes.filter(({ needs }) => needs !== 'nobody'))(
    'case 30: lets an API token do only what its scopes say: $route',
    async (tested) => {
      const needed = scopeFor(tested);
      for (const scope of scopes) {
        const token = await tokenWith(scope);
        const answer = await plane.call(requestOf(tested, {}), {
          token,
          ...(tested.hasBody ? { body: {} } : {}),
        });
        const refused = answer.body?.code === 'scope_missing';
        expect([scope, refused]).toEqual([scope, needed !== null && needed !== scope]);
      }
    },
  );
});

type Verdict = 'allowed' | 401 | 403 | 404;

function expected(tested: Route, role: Role, place: Place): Verdict {
  const { needs } = tested;
  // None is set up here, which is told to everybody alike.
  if (tested.route.startsWith('GET /single-sign-on')) return 404;
  if (needs === 'nobody' || needs === 'self') return 'allowed';
  const isForeign = thingOf(tested) !== null && place === 'foreign' && role !== 'admin';
  if (isForeign) return 404;
  return ranks[role] >= ranks[needs] ? 'allowed' : 403;
}

/** What comes after the rights (a body that is refused, a conflict) was allowed to be tried. */
function verdictOf(status: number): Verdict {
  return status === 401 || status === 403 || status === 404 ? status : 'allowed';
}

function thingOf({ route }: Route): string | null {
  return /^\w+ \/(agent|connection|project|turn)s\/\{id\}/.exec(route)?.[1] ?? null;
}

function scopeFor({ route, needs }: Route): Scope | null {
  if (needs === 'admin') return 'admin';
  if (route.startsWith('GET ')) return 'read';
  if (needs === 'self') return null;
  return route.includes(' /agents') ? 'agents:write' : 'connections:write';
}

const tokens = new Map<Scope, string>();

async function tokenWith(scope: Scope): Promise<string> {
  const known = tokens.get(scope);
  if (known !== undefined) return known;
  const body = { name: scope, scopes: [scope], expiresInDays: 30 };
  const { body: made } = await people.admin.call('POST /me/tokens', { body });
  tokens.set(scope, made.token);
  return made.token;
}

/** Whoever is about to end all their sessions is somebody who is needed no more. */
function whoFor({ route }: Route, role: Role): Promise<Person> | Person {
  const ends = route === 'DELETE /session' || route.startsWith('DELETE /me/sessions');
  if (!ends) return people[role];
  return join(plane, `Leaver ${(count += 1)}`, role, [{ id: projects.own, role: 'editor' }]);
}

/** What the path names, made for this one request: it may be gone afterwards. */
async function ids(
  tested: Route,
  place: Place,
  who: Person,
): Promise<Readonly<Record<string, string>>> {
  const { route } = tested;
  const projectId = projects[place];
  const named = /\/(\w[\w-]*)\/\{id\}/.exec(route)?.[1];
  if (route.includes('{sessionId}')) {
    const { body } = await who.call('GET /me/sessions');
    return { sessionId: body.items?.find(({ current }: { current: boolean }) => current)?.id };
  }
  if (route.includes('{tokenId}')) {
    const body = { name: 'Made to be deleted', expiresInDays: 30 };
    return { tokenId: (await who.call('POST /me/tokens', { body })).body.id };
  }
  switch (named) {
    case undefined:
      return {};
    case 'agents': {
      const id = await agent(projectId);
      if (/test-sets|bake-offs/.test(route)) return { id, ...(await bakeOffOf(id)) };
      const { body: key } = await plane.call(`POST /agents/${id}/keys`);
      return { id, keyId: key.id, revision: '1' };
    }
    case 'connections': {
      const made = await makeConnection(plane, { name: `C ${(count += 1)}`, projectId });
      if (!route.includes('{checkId}')) return { id: made.id };
      await plane.call(`POST /connections/${made.id}/check`);
      const { body } = await plane.call(`GET /connections/${made.id}/checks`);
      return { id: made.id, checkId: body.items[0].id };
    }
    case 'projects': {
      const id = route.startsWith('DELETE /projects/{id}/') ? projectId : await project();
      if (place === 'own') await member(id, who.id);
      const userId = await user();
      await member(id, userId);
      return { id, userId };
    }
    case 'turns': {
      const turn = turnOf(await agent(projectId), { projectId, startedAt: Date.now() });
      await plane.call(`PUT /agents/${turn.agentId}/capture`, { body: { retentionDays: 1 } });
      plane.controlPlane.recordTurn({
        ...turn,
        captured: { messages: [], answer: 'Hello', cut: false },
      });
      return { id: turn.requestId };
    }
    case 'users':
      return { id: await user() };
    case 'providers':
      await plane.call('PUT /providers/openai/credentials', { body: { apiKey: 'sk-no-real-key' } });
      return { id: 'openai' };
    case 'allowed-endpoints': {
      const body = { endpoint: `10.0.0.8:${1_000 + (count += 1)}` };
      return { id: (await plane.call('POST /allowed-endpoints', { body })).body.id };
    }
    case 'webhooks': {
      const body = {
        name: `Webhook ${(count += 1)}`,
        url: 'http://10.0.0.7/hook',
        events: ['circuit.opened'],
      };
      return { id: (await plane.call('POST /webhooks', { body })).body.id };
    }
    default:
      throw new Error(`Say here what ${route} names.`);
  }
}

async function project(name = `Project ${(count += 1)}`): Promise<string> {
  return (await plane.call('POST /projects', { body: { name } })).body.id;
}

async function agent(projectId: string): Promise<string> {
  const { body } = await plane.call('POST /agents', { body: { name: 'Desk', projectId } });
  await plane.call(`PUT /agents/${body.id}/model-setting`, { body: { model: 'openai/lively' } });
  return body.id;
}

/** A test set with a case, and a bake-off of it. */
async function bakeOffOf(agentId: string): Promise<Readonly<Record<string, string>>> {
  const path = `/agents/${agentId}`;
  const body = { name: 'Calls' };
  const testSetId = (await plane.call(`POST ${path}/test-sets`, { body })).body.id;
  const cases = [{ messages: [{ role: 'user', content: 'Hello' }] }];
  const added = await plane.call(`POST ${path}/test-sets/${testSetId}/cases`, { body: { cases } });
  await plane.call('PUT /providers/openai/credentials', { body: { apiKey: 'sk-no-real-key' } });
  const started = await plane.call(`POST ${path}/bake-offs`, { body: { testSetId, models: [] } });
  return { testSetId, caseId: added.body.items[0].id, bakeOffId: started.body.id };
}

async function user(): Promise<string> {
  const body = { name: `User ${(count += 1)}`, role: 'viewer', projects: [] };
  return (await plane.call('POST /users', { body })).body.id;
}

async function member(projectId: string, userId: string): Promise<void> {
  await plane.call(`PUT /projects/${projectId}/members/${userId}`, { body: { role: 'editor' } });
}

function requestOf({ route }: Route, values: Readonly<Record<string, string>>): string {
  return route.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'unknown');
}

function send(tested: Route, values: Readonly<Record<string, string>>, who: Person | null) {
  const body = tested.hasBody ? { body: {} } : {};
  const request = requestOf(tested, values);
  return who === null ? plane.call(request, { token: null, ...body }) : who.call(request, body);
}
