import pg from 'pg';

/** Runs SQL on a connection of its own, as somebody would who has the server's password. */
export async function runSql(
  url: string,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    types: { getTypeParser: parserOf },
  });
  // A server that goes away meanwhile is told by the query.
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(text, [...parameters]);
    return rows;
  } finally {
    await client.end();
  }
}

/** BIGINT as a number, like every other one. */
const parserOf = ((oid: number, format: 'text' | 'binary') =>
  oid === 20 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser;

/** The empty database of that name on the server of `serverUrl`: made, or emptied. Gives its URL. */
export async function emptyDatabase(serverUrl: string, name: string): Promise<string> {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const [there] = await runSql(serverUrl, 'select from pg_database where datname = $1', [name]);
  if (there === undefined) await runSql(serverUrl, `create database ${name}`);
  else {
    await runSql(
      url.href,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await runSql(url.href, 'drop schema public cascade; create schema public');
  }
  return url.href;
}

/** The database of that name anew, as a copy of `template`, which nobody uses meanwhile. Gives its URL. */
export async function copyDatabase(
  serverUrl: string,
  template: string,
  name: string,
): Promise<string> {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await runSql(serverUrl, `drop database if exists ${name} with (force)`);
  await runSql(serverUrl, `create database ${name} template ${template} strategy file_copy`);
  return url.href;
}
