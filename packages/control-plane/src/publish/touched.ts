/** What a change touched, so that only that is read again and built anew. */
export interface Touched {
  readonly agents: Set<string>;
  readonly connections: Set<string>;
  providers: boolean;
  allowedEndpoints: boolean;
  /** Whether there are other data keys now. */
  dataKeys: boolean;
  /** For this process alone: each reads its own files. */
  catalogue: boolean;
}

export function nothingTouched(): Touched {
  return {
    agents: new Set(),
    connections: new Set(),
    providers: false,
    allowedEndpoints: false,
    dataKeys: false,
    catalogue: false,
  };
}

export function isTouched(touched: Touched): boolean {
  return (
    touched.agents.size > 0 ||
    touched.connections.size > 0 ||
    touched.providers ||
    touched.allowedEndpoints ||
    touched.dataKeys ||
    touched.catalogue
  );
}

/** As it is stored, for other processes. */
export function touchedText(touched: Touched): string {
  const { agents, connections, catalogue: _catalogue, ...flags } = touched;
  return JSON.stringify({ agents: [...agents], connections: [...connections], ...flags });
}

interface StoredTouched {
  readonly agents: readonly string[];
  readonly connections: readonly string[];
  readonly providers: boolean;
  readonly allowedEndpoints: boolean;
  readonly dataKeys: boolean;
}

/** Adds to `touched` what `touchedText` wrote. */
export function addTouched(touched: Touched, text: string): void {
  // Nothing else is ever written there.
  const more = JSON.parse(text) as StoredTouched;
  for (const id of more.agents) touched.agents.add(id);
  for (const id of more.connections) touched.connections.add(id);
  touched.providers ||= more.providers;
  touched.allowedEndpoints ||= more.allowedEndpoints;
  touched.dataKeys ||= more.dataKeys;
}
