import type { Services } from '../../services.ts';
import { programStateTable } from '../../store/program-state-table.ts';
import type { Catalogue } from '../catalogue/catalogue-entry.ts';
import { dayOf } from '../catalogue/effective-lifecycle.ts';
import { daysLeft } from '../lifecycle/days-left.ts';
import { announce } from './announce.ts';

const lookMs = 5_000;
/** A circuit that opens again and again is told of once in so long. */
const quietMs = 10 * 60_000;
/** How many days before its end a model is told of, once each, and once it has ended. */
const daysBefore = [30, 7, 1, 0] as const;
const agentsMax = 50;

/**
 * Looks for what nobody writes down: circuits that have opened, and models that agents use and that their
 * vendor has shut down or is about to. Each is told of once, whichever process sees it, and not again after a restart.
 */
export class AlertWatch {
  readonly #services: Services;
  #callOff = (): void => {};
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;
  #open: ReadonlySet<string> = new Set();
  /** The day for which models were looked through, and the catalogue they stood in. */
  #day = '';
  #catalogue: Catalogue | null = null;

  constructor(services: Services) {
    this.#services = services;
  }

  start(): void {
    this.#arm();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#callOff();
    await this.#looking;
  }

  #arm(): void {
    if (this.#stopped) return;
    this.#callOff = this.#services.after(lookMs, () => {
      this.#looking = this.#look().then(() => this.#arm());
    });
  }

  async #look(): Promise<void> {
    const { catalogue, options } = this.#services;
    try {
      await this.#lookAtCircuits();
      const day = dayOf(options.clock());
      const current = catalogue.current();
      if (day !== this.#day || current !== this.#catalogue) await this.#lookAtModels();
      this.#day = day;
      this.#catalogue = current;
    } catch (err) {
      options.log.error({ err }, 'What there is to alert of could not be looked for');
    }
  }

  async #lookAtCircuits(): Promise<void> {
    const health = this.#services.options.modelHealth();
    const open = new Set(
      health.filter(({ circuit }) => circuit !== 'closed').map(({ model }) => model),
    );
    const opened = [...open].filter((model) => !this.#open.has(model));
    for (const model of opened) {
      await this.#tell(`circuit.opened ${model}`, (told, now) => now - told >= quietMs, {
        type: 'circuit.opened',
        data: () => ({ model: this.#named(model), agents: this.#using(model) }),
      });
    }
    // Only now, so that what could not be written is tried again.
    this.#open = open;
  }

  async #lookAtModels(): Promise<void> {
    const { catalogue, options } = this.#services;
    const now = options.clock();
    for (const { id, lifecycle } of catalogue.current().entries) {
      const { shutDownOn, successor } = lifecycle;
      const left = daysLeft(lifecycle, now);
      const reached =
        lifecycle.status === 'shut_down'
          ? 0
          : daysBefore.findLast((days) => left !== null && left <= days);
      if (reached === undefined) continue;
      await this.#tell(`model.shutting_down ${id} ${shutDownOn} ${reached}`, () => false, {
        type: 'model.shutting_down',
        data: () => {
          const agents = this.#using(id);
          return agents.length === 0
            ? null
            : { model: this.#named(id), shutDownOn, daysLeft: left, successor, agents };
        },
      });
    }
  }

  /** Once, unless `again` says that it was long ago; `null` for data means that it is nobody's business. */
  async #tell(
    key: string,
    again: (toldAt: number, now: number) => boolean,
    event: {
      readonly type: 'circuit.opened' | 'model.shutting_down';
      readonly data: () => Readonly<Record<string, unknown>> | null;
    },
  ): Promise<void> {
    await this.#services.changes.make('system', async (change) => {
      const name = `told ${key}`;
      const told = await programStateTable.get(change.db, name);
      if (told !== null && !again(Number(told), change.now)) return;
      const data = event.data();
      if (data === null || (await announce(change, { type: event.type, data })) === 0) return;
      await programStateTable.set(change.db, name, String(change.now));
    });
  }

  #using(model: string): readonly { readonly id: string; readonly name: string }[] {
    return this.#services.publisher.agentsUsing(model, agentsMax);
  }

  #named(id: string): { readonly id: string; readonly name: string | null } {
    const entry = this.#services.catalogue.current().entries.find((one) => one.id === id);
    return { id, name: entry?.name ?? null };
  }
}
