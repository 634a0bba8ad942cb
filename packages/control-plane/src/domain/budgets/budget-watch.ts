import { setImmediate as afterOthers } from 'node:timers/promises';
import type { Services } from '../../services.ts';
import { agentBudgetTable } from '../../store/agent-budget-table.ts';
import { agentTable } from '../../store/agent-table.ts';
import type { AgentBudgetRow } from '../../store/tables.ts';
import { turnRollupTable } from '../../store/turn-rollup-table.ts';
import { levelOf } from './level-of.ts';
import { periodOf } from './period-of.ts';
import { forPeriod, settleBudget } from './settle-budget.ts';

/** With the half second until a turn is recorded and the publication after, a stop takes hold within three seconds. */
const lookMs = 2_000;
/** Looking takes a twentieth of the time at most, however many budgets there are. */
const shareOfTime = 20;
/** Agents a query: the embedded database holds up all that runs here while it answers, for some 4 ms with a month's days. */
const agentsAtOnce = 10;

/**
 * Compares what agents have spent with their budgets, from the counts of their turns and off their path. What a
 * budget reached is told of once a period, whichever process sees it, and not again after a restart.
 */
export class BudgetWatch {
  readonly #services: Services;
  #callOff = (): void => {};
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(services: Services) {
    this.#services = services;
  }

  start(): void {
    this.#arm(lookMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#callOff();
    await this.#looking;
  }

  #arm(ms: number): void {
    if (this.#stopped) return;
    this.#callOff = this.#services.after(ms, () => {
      const startedAt = performance.now();
      this.#looking = this.#look().then(() =>
        this.#arm(Math.max(lookMs, shareOfTime * (performance.now() - startedAt))),
      );
    });
  }

  async #look(): Promise<void> {
    const { db, options } = this.#services;
    try {
      const now = options.clock();
      const budgets = (await agentBudgetTable.all(db)).map((row) => {
        const period = periodOf(row.period, now);
        return { period, row: forPeriod(row, period) };
      });
      // Of one that is reached there is nothing left to tell in its period.
      const open = budgets.filter(({ row }) => row.reachedAt === null);
      for (const some of Map.groupBy(open, ({ row }) => row.period).values()) {
        for (let from = 0; from < some.length && !this.#stopped; from += agentsAtOnce) {
          await this.#compare(some.slice(from, from + agentsAtOnce));
          await afterOthers();
        }
      }
    } catch (err) {
      options.log.error({ err }, 'What agents have spent could not be compared with their budgets');
    }
  }

  /** @param budgets all of one period */
  async #compare(
    budgets: readonly {
      readonly row: AgentBudgetRow;
      readonly period: ReturnType<typeof periodOf>;
    }[],
  ): Promise<void> {
    const [first] = budgets;
    if (first === undefined) return;
    const ids = budgets.map(({ row }) => row.agentId);
    const { from, to } = first.period;
    const costs = await turnRollupTable.costs(this.#services.db, ids, from, to);
    const spent = new Map(costs.map(({ agentId, cost }) => [agentId, cost]));
    for (const { row } of budgets) {
      const level = levelOf(row, spent.get(row.agentId) ?? 0);
      if (level === 'within' || (level === 'warning' && row.warnedAt !== null)) continue;
      await this.#settle(row.agentId);
    }
  }

  /** By what holds now that nobody else can change it: another process may have been first. */
  async #settle(agentId: string): Promise<void> {
    await this.#services.changes.make('system', async (change) => {
      const agent = await agentTable.byId(change.db, agentId);
      const budget = await agentBudgetTable.byAgent(change.db, agentId);
      if (agent === undefined || budget === undefined) return;
      await settleBudget(change, agent, budget);
    });
  }
}
