import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { endsConnection, sqlState } from './postgres-failure.ts';
import { StoreUnreachable } from './store-unreachable.ts';

const connectMs = 3_000;

/** BIGINT and NUMERIC: our times, counts and sums stay far below 2^53, and SQLite gives numbers too. */
const numberTypes = new Set([20, 1700]);

interface PoolOptions {
  readonly url: string;
  readonly connectionsMax: number;
  /** How long a query may take; `null` without end, for migrations. */
  readonly queryMs: number | null;
}

/** Settings for every connection of ours. Nothing that a transaction-mode pooler refuses or loses. */
export function connectionOptions(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'jackfield',
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

/**
 * Connections to PostgreSQL, each of which is let go once it failed: what the network did becomes
 * `StoreUnreachable`, what the server said stays pg's own `DatabaseError`.
 */
export function postgresPool(options: PoolOptions): PostgresPool {
  const pool = new pg.Pool({
    ...connectionOptions(options.url),
    max: options.connectionsMax,
    ...(options.queryMs === null ? {} : { query_timeout: options.queryMs }),
    types: {
      getTypeParser: ((oid: number, format: 'text' | 'binary') =>
        numberTypes.has(oid)
          ? Number
          : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  });
  // An idle connection that ends is taken out of the pool: the next query opens another.
  pool.on('error', () => {});
  return {
    async connect() {
      try {
        return new GuardedClient(await pool.connect());
      } catch (error) {
        throw sqlState(error) === null ? new StoreUnreachable(error) : error;
      }
    },
    end: () => pool.end(),
    options: pool.options,
  };
}

class GuardedClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  #broken = false;
  /** Without a listener, a connection that breaks between two queries would end the process. */
  readonly #onError = (): void => {
    this.#broken = true;
  };

  constructor(client: pg.PoolClient) {
    this.#client = client;
    client.on('error', this.#onError);
  }

  query<Row>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  query(): never;
  async query<Row>(
    sql = '',
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<Row>> {
    try {
      const result: unknown = await this.#client.query(sql, [...parameters]);
      // Kysely's dialect was written for what pg answers.
      return result as PostgresQueryResult<Row>;
    } catch (error) {
      if (error instanceof TypeError) throw error;
      const ended = endsConnection(error);
      if (ended) this.#broken = true;
      if (sqlState(error) !== null && !(ended && sql === 'commit')) throw error;
      throw new StoreUnreachable(error, sql === 'commit');
    }
  }

  release(discard = false): void {
    this.#client.off('error', this.#onError);
    this.#client.release(discard || this.#broken);
  }
}
