/** What a change touched, so that only that is read again and built anew. */
export interface Touched {
  readonly agents: Set<string>;
  readonly connections: Set<string>;
  providers: boolean;
  allowedEndpoints: boolean;
  catalogue: boolean;
}

export function nothingTouched(): Touched {
  return {
    agents: new Set(),
    connections: new Set(),
    providers: false,
    allowedEndpoints: false,
    catalogue: false,
  };
}

export function isTouched(touched: Touched): boolean {
  return (
    touched.agents.size > 0 ||
    touched.connections.size > 0 ||
    touched.providers ||
    touched.allowedEndpoints ||
    touched.catalogue
  );
}
