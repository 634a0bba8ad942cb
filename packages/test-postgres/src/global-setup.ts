import type { TestProject } from 'vitest/node';
import { startPostgres } from './start-postgres.ts';

/** One server for all test files of a run; each test makes a database of its own on it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  project.provide('postgresUrl', server.url);
  return () => server.close();
}
