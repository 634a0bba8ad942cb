import type { PlaygroundTurn, TurnRecord } from '@jackfield/gateway-config';
import { expect, it } from 'vitest';
import { makeAgent } from '../../../test/make-agent.ts';
import { turnOf } from '../../../test/turn-of.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import type { ControlPlaneOptions } from '../../options.ts';

const request = { messages: [{ role: 'user', content: 'Hello' }], stream: true };
const noControl = { leave() {}, drained() {} };

/** Answers every turn at once, and says what it was given. */
function answering(
  given: PlaygroundTurn[],
  record: TurnRecord | null,
): ControlPlaneOptions['playgroundTurn'] {
  return (turn, person) => {
    given.push(turn);
    person.head(200, { 'x-request-id': 'req_1' });
    person.body('data: 1\n\n', 12);
    person.over(record);
    return noControl;
  };
}

function eventsOf(text: string): [string, unknown][] {
  return [...text.matchAll(/^event: (.+)\ndata: (.+)$/gm)].map(([, name = '', data = '']) => [
    name,
    JSON.parse(data),
  ]);
}

it('carries each turn by its own setting, tells what comes of it, and stores none of them', async () => {
  const given: PlaygroundTurn[] = [];
  const record = turnOf('agt_1', { revision: 0 });
  await using plane = await startControlPlane({ playgroundTurn: answering(given, record) });
  const id = await makeAgent(plane, 'openai/lively');
  const setting = { model: 'openai/second', parameters: { temperature: 0.3 } };
  const answer = await plane.call(`POST /agents/${id}/playground-turns`, {
    body: { request, settings: [null, setting] },
  });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  expect(given.map(({ body }) => JSON.parse(body))).toEqual([request, request]);
  expect(given[0]?.setting).toBeNull();
  expect(given[1]?.setting).toMatchObject({
    revision: 0,
    choices: [{ model: { id: 'openai/second' }, parameters: { temperature: 0.3 } }],
  });
  const events = eventsOf(answer.text);
  expect(events.slice(3)).toEqual([
    ['head', { turn: 1, status: 200, headers: { 'x-request-id': 'req_1' } }],
    ['body', { turn: 1, atMs: 12, text: 'data: 1\n\n' }],
    ['over', { turn: 1, record: expect.objectContaining({ revision: 0, costUsd: 0.000003 }) }],
  ]);
  const saved = await plane.call(`GET /agents/${id}/model-setting`);
  expect([saved.body.model, saved.body.revision]).toEqual(['openai/lively', 1]);
});

it('says null where the gateway refused the request', async () => {
  await using plane = await startControlPlane({ playgroundTurn: answering([], null) });
  const id = await makeAgent(plane);
  const { text } = await plane.call(`POST /agents/${id}/playground-turns`, {
    body: { request, settings: [null] },
  });
  expect(eventsOf(text).at(-1)).toEqual(['over', { turn: 0, record: null }]);
});

it('lets every turn go when its person leaves', async () => {
  const left = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let begun = 0;
  await using plane = await startControlPlane({
    playgroundTurn: (_turn, person) => {
      const mine = left[begun];
      begun += 1;
      person.head(200, {});
      return { ...noControl, leave: () => mine?.resolve() };
    },
  });
  const id = await makeAgent(plane, 'openai/lively');
  const caller = new AbortController();
  await fetch(`${plane.origin}/api/v1/agents/${id}/playground-turns`, {
    method: 'POST',
    body: JSON.stringify({ request, settings: [null, null] }),
    signal: caller.signal,
    headers: { authorization: `Bearer ${plane.adminToken}`, 'content-type': 'application/json' },
  });
  caller.abort();
  await expect(Promise.all(left.map(({ promise }) => promise))).resolves.toHaveLength(2);
});

it('answers 422 that names the field of a setting that could not be saved', async () => {
  const given: PlaygroundTurn[] = [];
  await using plane = await startControlPlane({ playgroundTurn: answering(given, null) });
  const id = await makeAgent(plane, 'openai/lively');
  const answer = await plane.call(`POST /agents/${id}/playground-turns`, {
    body: { request, settings: [null, { model: 'gemini/soon' }] },
  });
  expect([answer.status, answer.body.code]).toEqual([422, 'model_not_selectable']);
  expect(answer.body.errors[0].field).toBe('settings[1].model');
  const seven = await plane.call(`POST /agents/${id}/playground-turns`, {
    body: { request, settings: Array.from({ length: 7 }, () => null) },
  });
  expect([seven.status, seven.body.errors[0].field]).toEqual([422, 'settings']);
  expect(given).toEqual([]);
});

it('answers 404 to an unknown agent', async () => {
  await using plane = await startControlPlane();
  const answer = await plane.call('POST /agents/agt_x/playground-turns', {
    body: { request, settings: [null] },
  });
  expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
});

it('answers 401 without a token', async () => {
  await using plane = await startControlPlane();
  const id = await makeAgent(plane, 'openai/lively');
  const path = `POST /agents/${id}/playground-turns`;
  const nobody = await plane.call(path, { token: null, body: { request, settings: [null] } });
  expect(nobody.status).toBe(401);
});
