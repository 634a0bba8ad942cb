import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { failingReport, passingReport } from '../../../test/check-reports.ts';
import { HandTime } from '../../../test/hand-time.ts';
import { makeAgent } from '../../../test/make-agent.ts';
import { makeConnection } from '../../../test/make-connection.ts';
import { startControlPlane } from '../../../test/start-control-plane.ts';
import type { TestControlPlane } from '../../../test/start-control-plane.ts';
import { startWebhookReceiver } from '../../../test/webhook-receiver.ts';
import type { WebhookReceiver } from '../../../test/webhook-receiver.ts';
import type { ControlPlaneOptions, ModelHealth } from '../../options.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const health = (circuit: ModelHealth['circuit']): ModelHealth[] => [
  { model: 'openai/lively', circuit, inFlight: 0, firstTokenP95Ms: null },
];

async function startAlerting(
  receiver: WebhookReceiver,
  change: Partial<ControlPlaneOptions> = {},
  now = Date.now(),
) {
  const time = new HandTime(now, (change.recheckMinutes ?? 0) > 0 ? 1 : 0);
  const plane = await startControlPlane({
    allowEndpoints: [receiver.endpoint],
    ...time.options(),
    ...change,
  });
  return { plane, time, pass: (ms: number) => time.pass(ms) };
}

async function makeWebhook(plane: TestControlPlane, receiver: WebhookReceiver) {
  const answer = await plane.call('POST /webhooks', {
    body: {
      name: 'Pager',
      url: `${receiver.url}/hook`,
      events: ['circuit.opened', 'connection.check_failing', 'model.shutting_down'],
    },
  });
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return answer.body;
}

const read = async (plane: TestControlPlane, id: string) => {
  const { items } = (await plane.call('GET /webhooks')).body;
  return items.find((webhook: { id: string }) => webhook.id === id);
};
const deliveriesOf = async (plane: TestControlPlane, id: string) =>
  (await plane.call(`GET /webhooks/${id}/deliveries`)).body.items;

it('tells that a circuit opened, signed as Standard Webhooks’ own library wants it, once in ten minutes', async () => {
  await using receiver = await startWebhookReceiver();
  let current = health('closed');
  const { plane, pass } = await startAlerting(receiver, { modelHealth: () => current });
  await using _ = plane;
  const { id, secret } = await makeWebhook(plane, receiver);
  const agent = await makeAgent(plane, 'openai/lively');
  await pass(minute);
  expect(receiver.received).toEqual([]);

  current = health('open');
  await pass(minute);
  expect(receiver.received).toHaveLength(1);
  const { text, headers } = receiver.received[0] ?? { text: '', headers: {} };
  // The library wants every header to be one text, as these are.
  const signed = headers as Record<string, string>;
  expect(new Webhook(secret).verify(text, signed)).toMatchObject({
    type: 'circuit.opened',
    data: { model: { id: 'openai/lively', name: 'Lively' }, agents: [{ id: agent }] },
  });
  expect(() => new Webhook(secret).verify(`${text} `, signed)).toThrow('No matching signature');
  expect(await deliveriesOf(plane, id)).toMatchObject([
    {
      id: signed['webhook-id'],
      event: 'circuit.opened',
      state: 'delivered',
      attempts: 1,
      status: 204,
    },
  ]);

  // Open all the while, then opened anew too soon: neither is news.
  await pass(minute);
  current = health('closed');
  await pass(minute);
  current = health('half_open');
  await pass(minute);
  expect(receiver.received).toHaveLength(1);
  current = health('closed');
  await pass(11 * minute);
  current = health('open');
  await pass(minute);
  expect(receiver.received).toHaveLength(2);
});

it('tells that a connection stopped passing its check, and no more than once', async () => {
  await using receiver = await startWebhookReceiver();
  let fails = false;
  const { plane, pass } = await startAlerting(receiver, {
    recheckMinutes: 60,
    checkEndpoint: async (target) => (fails ? failingReport(target) : passingReport(target)),
  });
  await using _ = plane;
  await makeWebhook(plane, receiver);
  const connection = await makeConnection(plane, { name: 'Our fine-tune' });
  const agent = await makeAgent(plane, connection.model);
  await pass(2 * hour);
  expect(receiver.received).toEqual([]);
  fails = true;
  await pass(2 * hour);
  await pass(2 * hour);
  expect(receiver.received.map(({ body }) => body)).toMatchObject([
    {
      type: 'connection.check_failing',
      data: { connection: { id: connection.id, name: 'Our fine-tune' }, agents: [{ id: agent }] },
    },
  ]);
});

it('tells thirty, seven and one days before, and when it has, that a model dies which an agent uses, once each, over restarts too', async () => {
  await using receiver = await startWebhookReceiver();
  const death = Date.UTC(2099, 0, 14);
  const { plane, time, pass } = await startAlerting(receiver, {}, death - 40 * day);
  await makeWebhook(plane, receiver);
  await pass(day);
  await makeAgent(plane, 'openai/dying', 'Night desk');
  await pass(5 * day);
  expect(receiver.received).toEqual([]);
  for (let passed = 0; passed < 10; passed += 1) await pass(day);
  const later = new HandTime(time.now);
  await using again = await plane.restart(later.options());
  for (let passed = 0; passed < 28; passed += 1) await later.pass(day);
  expect(receiver.received.map(({ body }) => [body.type, body.data.daysLeft])).toEqual([
    ['model.shutting_down', 30],
    ['model.shutting_down', 7],
    ['model.shutting_down', 1],
    ['model.shutting_down', 0],
  ]);
  expect(receiver.received[0]?.body.data).toMatchObject({
    model: { id: 'openai/dying', name: 'Dying' },
    shutDownOn: '2099-01-14',
    successor: { id: 'openai/lively' },
    agents: [{ name: 'Night desk' }],
  });
  expect((await again.call('GET /webhooks')).body.items).toHaveLength(1);
});

it('tries again what was not delivered, after a restart too, under the same id', async () => {
  await using receiver = await startWebhookReceiver();
  let current = health('closed');
  const { plane, time, pass } = await startAlerting(receiver, { modelHealth: () => current });
  const { id } = await makeWebhook(plane, receiver);
  await pass(minute);
  receiver.status = 500;
  current = health('open');
  await pass(minute);
  expect(await read(plane, id)).toMatchObject({
    enabled: true,
    failingSince: expect.any(String),
    lastDelivery: { state: 'waiting', status: 500, problem: 'It answered 500; 2xx is expected.' },
  });
  const tries = receiver.received.length;
  expect(tries).toBeGreaterThan(0);
  receiver.status = 204;
  const later = new HandTime(time.now);
  await using again = await plane.restart({ ...later.options(), modelHealth: () => [] });
  await later.pass(10 * minute);
  expect(receiver.received).toHaveLength(tries + 1);
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(1);
  expect(await read(again, id)).toMatchObject({
    failingSince: null,
    lastDelivery: { state: 'delivered', attempts: tries + 1, problem: null },
  });
});

it('disables a webhook at which everything failed for three days, says so, and takes it back when asked', async () => {
  await using receiver = await startWebhookReceiver();
  let current = health('closed');
  const { plane, pass } = await startAlerting(receiver, { modelHealth: () => current });
  await using _ = plane;
  const { id } = await makeWebhook(plane, receiver);
  await pass(minute);
  receiver.status = 503;
  current = health('open');
  for (let passed = 0; passed < 20; passed += 1) await pass(5 * hour);
  expect(await read(plane, id)).toMatchObject({
    enabled: false,
    note: 'Everything has failed for three days. Last: It answered 503; 2xx is expected.',
    lastDelivery: { state: 'failed' },
  });
  const { body } = await plane.call('GET /audit-events');
  expect(body.items[0]).toMatchObject({ action: 'webhook.disabled', target: { id } });
  const tries = receiver.received.length;
  expect(tries).toBeGreaterThan(5);
  await pass(30 * hour);
  expect(receiver.received).toHaveLength(tries);

  receiver.status = 204;
  await plane.call(`PATCH /webhooks/${id}`, { body: { enabled: true } });
  expect(await read(plane, id)).toMatchObject({ enabled: true, note: null, failingSince: null });
});

it.each([
  [410, 'It answered 410 Gone.', false],
  [302, null, true],
])(
  'after %i the webhook’s note is %j; a redirect is not followed',
  async (status, note, enabled) => {
    await using receiver = await startWebhookReceiver();
    let current = health('closed');
    const { plane, pass } = await startAlerting(receiver, { modelHealth: () => current });
    await using _ = plane;
    const { id } = await makeWebhook(plane, receiver);
    await pass(minute);
    receiver.status = status;
    current = health('open');
    await pass(second);
    expect(await read(plane, id)).toMatchObject({ note, enabled });
    expect(receiver.paths).toEqual(receiver.paths.map(() => '/hook'));
  },
);

it('sends not a byte where a connection might not dial either, however late that became so', async () => {
  await using receiver = await startWebhookReceiver();
  const { plane, pass } = await startAlerting(receiver, {
    allowEndpoints: [],
    modelHealth: () => health('open'),
  });
  await using _ = plane;
  const { body: allowed } = await plane.call('POST /allowed-endpoints', {
    body: { endpoint: receiver.endpoint },
  });
  const { id } = await makeWebhook(plane, receiver);
  await plane.call(`DELETE /allowed-endpoints/${allowed.id}`);
  await pass(minute);
  const { body } = await plane.call(`POST /webhooks/${id}/test`);
  expect(body.problem).toContain('is a private address');
  expect(await deliveriesOf(plane, id)).toMatchObject([
    { event: 'webhook.test', state: 'failed' },
    { event: 'circuit.opened', state: 'waiting', status: null },
  ]);
  expect([receiver.received, receiver.connections()]).toEqual([[], 0]);
});

it('keeps the last fifty deliveries of each', async () => {
  await using receiver = await startWebhookReceiver();
  const { plane, time } = await startAlerting(receiver);
  await using _ = plane;
  const { id } = await makeWebhook(plane, receiver);
  for (let sent = 0; sent < 53; sent += 1) {
    time.now += second;
    await plane.call(`POST /webhooks/${id}/test`);
  }
  const items = await deliveriesOf(plane, id);
  expect(items).toHaveLength(50);
  expect(items[0].id).toBe(receiver.received.at(-1)?.headers['webhook-id']);
});
