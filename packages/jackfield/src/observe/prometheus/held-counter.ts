import { Counter, type Registry } from 'prom-client';

/** A number under labels of its own, which whoever counts adds to. */
export interface Count {
  value: number;
}

/**
 * A counter whose numbers lie with those who count: prom-client makes a text of all labels each time it
 * is told one, and so is told them only when somebody reads the metric.
 */
export class HeldCounter<Label extends string> {
  readonly #counts: [labels: Readonly<Record<Label, string>>, count: Count][] = [];

  constructor(registry: Registry, name: string, help: string, labelNames: readonly Label[]) {
    const counts = this.#counts;
    registry.registerMetric(
      new Counter({
        name,
        help,
        labelNames,
        registers: [],
        collect() {
          this.reset();
          // An upstream may tell so many tokens that their sum is no number any more, which is refused.
          for (const [labels, { value }] of counts) {
            this.inc(labels, Math.min(value, Number.MAX_VALUE));
          }
        },
      }),
    );
  }

  /** A new one, from 0; added to what others count under the same labels. */
  under(labels: Readonly<Record<Label, string>>): Count {
    const count = { value: 0 };
    this.#counts.push([labels, count]);
    return count;
  }
}
