import pg from 'pg';

/** `host:port/database` of a connection URL as pg reads it, which says neither user nor password. */
export function postgresLocation(url: string): string {
  const { host, port, database = '' } = new pg.Client({ connectionString: url });
  return `${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
}
