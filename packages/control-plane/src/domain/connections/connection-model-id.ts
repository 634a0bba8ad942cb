const prefix = 'byom/';

/** The id under which the catalogue lists a connection's model. */
export function connectionModelId(connectionId: string): string {
  return prefix + connectionId;
}

/** The connection that a model id names; `null` when it names an entry of the catalogue. */
export function connectionIdOf(modelId: string): string | null {
  return modelId.startsWith(prefix) ? modelId.slice(prefix.length) : null;
}
