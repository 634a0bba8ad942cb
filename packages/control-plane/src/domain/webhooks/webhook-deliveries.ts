import type { Services } from '../../services.ts';
import type { Change } from '../../publish/changes.ts';
import type { WebhookDeliveryRow, WebhookRow } from '../../store/tables.ts';
import { webhookDeliveryTable } from '../../store/webhook-delivery-table.ts';
import { webhookTable } from '../../store/webhook-table.ts';
import { sendWebhook, type Sent } from './send-webhook.ts';

const seconds = 1_000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

/** How long after each failure it is tried again: ten attempts in three days and some hours. */
const pausesMs = [
  5 * seconds,
  5 * minutes,
  30 * minutes,
  2 * hours,
  5 * hours,
  10 * hours,
  14 * hours,
  20 * hours,
  24 * hours,
];
/** Where everything has failed for so long, nobody listens any more. */
const givesUpMs = 3 * 24 * hours;
const lookMs = 5 * seconds;
/** Longer than an attempt takes: who took it on and ended is replaced by then. */
const claimMs = minutes;
const togetherMax = 20;

/**
 * Sends what was announced, from the store: what was not delivered before the program ended is after it
 * starts again. Each event arrives at least once, as `webhook-id` lets a receiver tell. What fails is
 * tried again over three days; a webhook at which nothing succeeds for as long is disabled, and says so.
 */
export class WebhookDeliveries {
  readonly #services: Services;
  readonly #stopped = new AbortController();
  #callOff = (): void => {};
  #looking: Promise<void> = Promise.resolve();

  constructor(services: Services) {
    this.#services = services;
  }

  start(): void {
    this.#arm(0);
  }

  /** Resolves once nothing is on its way any more. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#callOff();
    await this.#looking;
  }

  #arm(ms: number): void {
    if (this.#stopped.signal.aborted) return;
    this.#callOff = this.#services.after(ms, () => {
      this.#looking = this.#look().then((more) => this.#arm(more ? 0 : lookMs));
    });
  }

  /** Whether there may be more to send at once. */
  async #look(): Promise<boolean> {
    const { db, options } = this.#services;
    try {
      const due = await webhookDeliveryTable.due(db, options.clock(), togetherMax);
      await Promise.all(due.map((row) => this.#deliver(row)));
      return due.length === togetherMax;
    } catch (err) {
      options.log.error({ err }, 'Webhooks could not be looked through');
      return false;
    }
  }

  async #deliver(row: WebhookDeliveryRow): Promise<void> {
    const { changes, db } = this.#services;
    const isOurs = await changes.make('system', (change) =>
      webhookDeliveryTable.claim(change.db, row, change.now + claimMs),
    );
    const webhook = isOurs ? await webhookTable.byId(db, row.webhookId) : undefined;
    if (webhook === undefined || this.#stopped.signal.aborted) return;
    const sent = await sendWebhook(this.#services, webhook, row);
    await changes.make('system', (change) => settle(change, row, sent));
    const { log } = this.#services.options;
    if (!sent.delivered) {
      log.warn({ webhook: webhook.id, reason: sent.problem }, 'A webhook could not be delivered');
    }
  }
}

async function settle(change: Change, row: WebhookDeliveryRow, sent: Sent): Promise<void> {
  const { db, now } = change;
  const webhook = await webhookTable.byId(db, row.webhookId);
  if (webhook === undefined) return;
  const attempts = row.attempts + 1;
  const { status, problem } = sent;
  const tried = { attempts, triedAt: now, status, problem };
  if (sent.delivered) {
    await webhookDeliveryTable.update(db, row.id, { ...tried, nextAt: null, deliveredAt: now });
    await isWellAgain(db, webhook);
    return;
  }
  const pauseMs = pausesMs[row.attempts];
  const nextAt = pauseMs === undefined || webhook.enabled === 0 ? null : now + pauseMs;
  await webhookDeliveryTable.update(db, row.id, { ...tried, nextAt });
  const failingSince = webhook.failingSince ?? now;
  if (webhook.failingSince === null) await webhookTable.update(db, webhook.id, { failingSince });
  // 410 is how a receiver says that it wants no more: Standard Webhooks, "Deliverability and reliability".
  if (status === 410) await disable(change, webhook, 'It answered 410 Gone.');
  else if (now - failingSince >= givesUpMs) {
    await disable(change, webhook, `Everything has failed for three days. Last: ${problem}`);
  }
}

/** After a success nothing is held against it. */
export async function isWellAgain(db: Change['db'], webhook: WebhookRow): Promise<void> {
  if (webhook.failingSince === null) return;
  await webhookTable.update(db, webhook.id, { failingSince: null });
}

async function disable(change: Change, webhook: WebhookRow, note: string): Promise<void> {
  if (webhook.enabled === 0) return;
  await webhookTable.update(change.db, webhook.id, { enabled: 0, note, updatedAt: change.now });
  await webhookDeliveryTable.giveUp(change.db, webhook.id, 'The webhook was disabled.');
  await change.audit({
    action: 'webhook.disabled',
    target: { kind: 'webhook', id: webhook.id, name: webhook.name },
    details: { host: new URL(webhook.url).host, note },
  });
}
