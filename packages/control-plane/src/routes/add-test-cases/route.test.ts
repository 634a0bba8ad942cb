import { expect, it } from 'vitest';
import { bakeOffAgent } from '../../../test/bake-off-agent.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';

const hello = { messages: [{ role: 'user', content: 'Hello' }] };

it('answers 201 with the cases of JSON Lines, and exports them as they can be imported again', async () => {
  await using plane = await startControlPlane();
  const { path, testSetId } = await bakeOffAgent(plane, []);
  const lines = [
    JSON.stringify({ ...hello, name: 'Greeting', ideal: 'Good day!' }),
    '',
    JSON.stringify({ input: hello.messages, assertions: [{ kind: 'contains', text: 'Hi' }] }),
  ];
  const cases = `${path}/test-sets/${testSetId}/cases`;
  const added = await plane.call(`POST ${cases}`, { body: { jsonLines: lines.join('\r\n') } });
  expect([added.status, added.body.items.length]).toEqual([201, 2]);
  const listed = await plane.call(`GET ${cases}?limit=1`);
  expect(listed.body).toMatchObject({
    items: [{ name: 'Greeting', position: 1, ...hello, ideal: 'Good day!' }],
    nextCursor: '1',
  });
  const exported = await plane.call(`GET ${path}/test-sets/${testSetId}/export`);
  expect(
    exported.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { ...hello, name: 'Greeting', ideal: 'Good day!' },
    { ...hello, assertions: [{ kind: 'contains', text: 'Hi' }] },
  ]);
  const sets = await plane.call(`GET ${path}/test-sets`);
  expect(sets.body.items).toMatchObject([{ name: 'Calls', cases: 2 }]);
});

it('answers 422 that names line and field, without what was in it, and adds nothing', async () => {
  await using plane = await startControlPlane();
  const { path, testSetId } = await bakeOffAgent(plane, []);
  const lines = [
    JSON.stringify(hello),
    '{"messages": canary',
    JSON.stringify({ messages: [{ role: 'canary', content: 'x' }] }),
    JSON.stringify({ ...hello, assertions: [{ kind: 'regex', pattern: '(' }] }),
    '{"messages":[{"role":"user","__proto__":{}}]}',
    JSON.stringify({ ...hello, expected: 'canary' }),
  ];
  const cases = `${path}/test-sets/${testSetId}/cases`;
  const answer = await plane.call(`POST ${cases}`, { body: { jsonLines: lines.join('\n') } });
  expect(answer.status).toBe(422);
  expect(answer.body.errors.map(({ field }: { field: string }) => field)).toEqual([
    'line 2',
    'line 3: messages[0].role',
    'line 4: assertions[0].pattern',
    'line 5: __proto__',
    'line 6: expected',
  ]);
  expect(answer.text).not.toContain('canary');
  expect((await plane.call(`GET ${cases}`)).body.items).toEqual([]);
});

it('answers 422 for a case that no model could meet, and for none at all', async () => {
  await using plane = await startControlPlane();
  const { path, testSetId } = await bakeOffAgent(plane, []);
  const cases = `${path}/test-sets/${testSetId}/cases`;
  const bad = { ...hello, assertions: [{ kind: 'json_schema', schema: { type: 'nothing' } }] };
  const refused = await plane.call(`POST ${cases}`, { body: { cases: [bad] } });
  expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'assertions[0].schema']);
  for (const body of [{}, { cases: [hello], jsonLines: JSON.stringify(hello) }]) {
    expect((await plane.call(`POST ${cases}`, { body })).status).toBe(422);
  }
});

it('answers 200 to who only asks, and adds nothing', async () => {
  await using plane = await startControlPlane();
  const { path, testSetId } = await bakeOffAgent(plane, []);
  const cases = `${path}/test-sets/${testSetId}/cases`;
  const body = { jsonLines: JSON.stringify(hello), onlyCheck: true };
  const answer = await plane.call(`POST ${cases}`, { body });
  expect([answer.status, answer.body]).toEqual([200, { items: [] }]);
  expect((await plane.call(`GET ${cases}`)).body.items).toEqual([]);
});

it('answers 409 where a test set would grow too large, and 404 for another agent’s', async () => {
  await using plane = await startControlPlane();
  const { path, testSetId } = await bakeOffAgent(plane, []);
  const cases = `${path}/test-sets/${testSetId}/cases`;
  const many = { cases: Array.from({ length: 500 }, () => hello) };
  for (let time = 0; time < 4; time += 1) {
    expect((await plane.call(`POST ${cases}`, { body: many })).status).toBe(201);
  }
  const full = await plane.call(`POST ${cases}`, { body: { cases: [hello] } });
  expect([full.status, full.body.code]).toEqual([409, 'too_many_cases']);
  const other = await bakeOffAgent(plane, []);
  const foreign = await plane.call(`POST ${other.path}/test-sets/${testSetId}/cases`, {
    body: { cases: [hello] },
  });
  expect(foreign.status).toBe(404);
});

it('lets a case be changed and deleted', async () => {
  await using plane = await startControlPlane();
  const { path, testSetId } = await bakeOffAgent(plane, []);
  const cases = `${path}/test-sets/${testSetId}/cases`;
  const { body: added } = await plane.call(`POST ${cases}`, { body: { cases: [hello, hello] } });
  const [first, second] = added.items;
  const changed = await plane.call(`PUT ${cases}/${second.id}`, {
    body: { ...second, name: 'Changed' },
  });
  expect([changed.status, changed.body]).toEqual([200, { ...second, name: 'Changed' }]);
  expect((await plane.call(`DELETE ${cases}/${first.id}`)).status).toBe(204);
  expect((await plane.call(`GET ${cases}`)).body.items).toEqual([changed.body]);
});
