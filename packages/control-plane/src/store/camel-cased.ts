import { CamelCasePlugin, Kysely } from 'kysely';
import type { Dialect } from 'kysely';
import type { Database, Tables } from './tables.ts';

/** A database whose columns are in snake_case there and in camelCase here. */
export function camelCased(dialect: Dialect): Database {
  return new Kysely<Tables>({ dialect, plugins: [new CamelCasePlugin()] });
}
