/**
 * Where a credential belongs. It is the associated data of the seal, so a credential that is
 * copied to another row, or whose row is pointed at another server, does not open.
 */
export interface CredentialBinding {
  readonly table: string;
  readonly row: string;
  readonly column: string;
  /** Where the credential may be sent, and how. */
  readonly url: URL;
  readonly authMethod: string;
}

/** The canonical text of a binding: `["connections","con_…","credential","https","host","443","bearer"]`. */
export function bindingText(binding: CredentialBinding): string {
  const { table, row, column, url, authMethod } = binding;
  const scheme = url.protocol.replace(/:$/, '');
  const port = url.port !== '' ? url.port : scheme === 'https' ? '443' : '80';
  return JSON.stringify([table, row, column, scheme, url.hostname, port, authMethod]);
}
