import { StartProblem } from '../../start-problem.ts';
import { sqlState } from './postgres-failure.ts';
import { StoreUnreachable } from './store-unreachable.ts';

/** In one line why PostgreSQL can't be used, without a word of what the URL keeps secret. */
export function startProblemOf(error: unknown, location: string): unknown {
  const said = (words: string): StartProblem =>
    new StartProblem(`PostgreSQL at ${location} ${words}`, { cause: error });
  if (error instanceof StoreUnreachable) {
    return said(
      `can't be reached (${codeOf(error.cause)}). Start it, or set JACKFIELD_DATABASE_URL to where it is.`,
    );
  }
  const state = sqlState(error);
  if (state === null) return error;
  if (state.startsWith('28')) {
    return said('refuses the user or the password of JACKFIELD_DATABASE_URL.');
  }
  if (state === '3D000') {
    return said(
      'has no such database: make it (createdb), or name another in JACKFIELD_DATABASE_URL.',
    );
  }
  if (state === '57P03') return said('is starting up or shutting down: try again when it runs.');
  if (state.startsWith('53'))
    return said(`has no room for us (${state}): too many connections, or a full disk.`);
  return said(`can't be used (${state}).`);
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer in time';
}
