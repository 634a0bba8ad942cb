import { agentKeyTable } from '../../store/agent-key-table.ts';
import { apiTokenTable } from '../../store/api-token-table.ts';
import { sessionTable } from '../../store/session-table.ts';
import type { Database } from '../../store/tables.ts';
import type { Log } from '../../options.ts';

const flushMs = 30_000;

type Kind = 'key' | 'session' | 'token';

/** How exactly a last use is known: a day says enough of a token, and costs one write a day. */
const precisionMs: Record<Kind, number> = {
  key: 60_000,
  session: 60 * 60_000,
  token: 24 * 60 * 60_000,
};

const tables: Record<Kind, { used(db: Database, id: string, at: number): Promise<void> }> = {
  key: agentKeyTable,
  session: sessionTable,
  token: apiTokenTable,
};

/**
 * When keys, sessions and API tokens were last used. Telling it costs a look into a map, so it may
 * stand on a turn's path; what is new is written every 30 seconds, and at the end.
 */
export class LastUses {
  readonly #db: Database;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  readonly #seen: Readonly<Record<Kind, Map<string, number>>> = {
    key: new Map(),
    session: new Map(),
    token: new Map(),
  };
  #unwritten = new Map<string, { kind: Kind; id: string; at: number }>();

  constructor(db: Database, log: Log) {
    this.#db = db;
    this.#log = log;
    this.#timer = setInterval(() => void this.#flush(), flushMs).unref();
  }

  saw(kind: Kind, id: string, now: number): void {
    const at = now - (now % precisionMs[kind]);
    const seen = this.#seen[kind];
    if ((seen.get(id) ?? 0) >= at) return;
    seen.set(id, at);
    this.#unwritten.set(`${kind} ${id}`, { kind, id, at });
  }

  /** The newer of what is written down and what is not yet. */
  last(kind: Kind, id: string, written: number | null): number | null {
    const seen = this.#seen[kind].get(id);
    return seen === undefined ? written : Math.max(seen, written ?? 0);
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#unwritten.size === 0) return;
    const uses = this.#unwritten;
    this.#unwritten = new Map();
    try {
      // Holds up no change: only newer times are written. In one order, as other processes do.
      const inOrder = [...uses].toSorted(([left], [right]) => (left < right ? -1 : 1));
      await this.#db.transaction().execute(async (db) => {
        for (const [, { kind, id, at }] of inOrder) await tables[kind].used(db, id, at);
      });
    } catch (err) {
      // What has come meanwhile is newer.
      this.#unwritten = new Map([...uses, ...this.#unwritten]);
      this.#log.warn({ err }, 'When keys and tokens were last used could not be written yet.');
    }
  }
}
