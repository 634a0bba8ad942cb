import type { Connection } from '@jackfield/control-plane/rest-types';

/** The models whose connection fails its last check; one that was changed since may be mended. */
export function failingModels(connections: readonly Connection[]): ReadonlySet<string> {
  return new Set(
    connections
      .filter(({ lastCheck }) => lastCheck !== null && !lastCheck.ready && !lastCheck.stale)
      .map(({ model }) => model),
  );
}
