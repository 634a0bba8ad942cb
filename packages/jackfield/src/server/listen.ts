import type { AddressInfo, Server } from 'node:net';
import { ConfigurationProblem } from '../configuration-problem.ts';

/**
 * Listens on `host:port` and gives the port, which differs only when 0 was asked for. `variables`: what
 * the variables' names begin with that a problem speaks of.
 *
 * @throws ConfigurationProblem
 */
export async function listen(
  server: Server,
  host: string,
  port: number,
  variables = 'JACKFIELD',
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host, port }, resolve);
  try {
    await promise;
  } catch (cause) {
    throw new ConfigurationProblem(problem(cause, host, port, variables), { cause });
  } finally {
    server.off('error', reject);
  }
  // Holds: the server listens on TCP.
  return (server.address() as AddressInfo).port;
}

/** Whether listening failed only because somebody else has the port. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof ConfigurationProblem && codeOf(error.cause) === 'EADDRINUSE';
}

function problem(cause: unknown, host: string, port: number, variables: string): string {
  switch (codeOf(cause)) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another program: stop that one, or set ${variables}_PORT to a free port.`;
    case 'EACCES':
      return `Port ${port} needs rights that this user has not: set ${variables}_PORT to a port above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${variables}_HOST names ${host}, which is no address of this machine: use 127.0.0.1 for this machine only, or 0.0.0.0 for every network.`;
    default:
      return `Port ${port} on ${host} can't be listened on (${codeOf(cause)}).`;
  }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : 'unknown error';
}
