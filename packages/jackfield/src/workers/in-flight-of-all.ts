import type { InFlight } from './messages.ts';

/** Attempts under way at models that have a limit of their own, by process: so that each knows of the others'. */
export class InFlightOfAll {
  readonly #byModel = new Map<string, Map<string, number>>();

  /** Takes what a process has under way. */
  told(process: string, inFlight: readonly InFlight[]): void {
    for (const [model, count] of inFlight) {
      const counts = this.#byModel.get(model) ?? new Map<string, number>();
      this.#byModel.set(model, counts);
      if (count === 0) counts.delete(process);
      else counts.set(process, count);
    }
  }

  /** A process has ended. Gives the models at which it had something under way. */
  gone(process: string): readonly string[] {
    const models = [...this.#byModel].filter(([, counts]) => counts.delete(process));
    return models.map(([model]) => model);
  }

  /** What all but `process` have under way at these models. */
  elsewhere(process: string, models: Iterable<string>): InFlight[] {
    return [...models].map((model) => {
      let sum = 0;
      for (const [other, count] of this.#byModel.get(model) ?? []) {
        if (other !== process) sum += count;
      }
      return [model, sum];
    });
  }

  get models(): Iterable<string> {
    return this.#byModel.keys();
  }
}
