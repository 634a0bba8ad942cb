import { programStateTable } from '../../store/program-state-table.ts';
import type { Database } from '../../store/tables.ts';

const stateName = 'demoEndpoint';

/** Whether somebody has asked for the demo endpoint, remembered over a restart. */
export class DemoEndpointMemory {
  #wanted: boolean;

  static async open(db: Database): Promise<DemoEndpointMemory> {
    return new DemoEndpointMemory((await programStateTable.get(db, stateName)) === 'wanted');
  }

  private constructor(wanted: boolean) {
    this.#wanted = wanted;
  }

  get wanted(): boolean {
    return this.#wanted;
  }

  async remember(db: Database): Promise<void> {
    await programStateTable.set(db, stateName, 'wanted');
  }

  /** Call it once what `remember` wrote is on disk. */
  remembered(): void {
    this.#wanted = true;
  }
}
