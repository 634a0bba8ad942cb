/** A credential that prints itself only when asked to: any object that keeps it and reveals it. */
export interface Credential {
  reveal(): string;
}

export type EndpointAuth =
  | { readonly method: 'none' }
  | { readonly method: 'x-api-key' | 'bearer'; readonly credential: Credential };

/** How TLS is spoken with a server that has certificates of its own. */
export interface EndpointTls {
  /** PEM: who may have signed the server's certificate, in place of the public authorities; `null`: those. */
  readonly caCertificates: string | null;
  /** PEM: what is shown to a server that asks who connects, and the private key of it. */
  readonly client: { readonly certificate: string; readonly key: Credential } | null;
}

/** An endpoint as its owner describes it: what is checked. */
export interface EndpointTarget {
  /** With or without `/chat/completions` at its end; http or https. */
  readonly url: string;
  readonly modelId: string;
  readonly auth: EndpointAuth;
  /** `false`: the owner says that it has no streaming, and nothing is held against it for that. */
  readonly streaming: boolean;
  /** Left out where it is spoken as with everybody: public authorities, no client certificate. */
  readonly tls?: EndpointTls;
  /** How many tokens its context holds, where that is known. */
  readonly contextTokens?: number;
}

/** The header that carries a credential, or none. */
export function authHeaders(auth: EndpointAuth): Record<string, string> {
  switch (auth.method) {
    case 'none':
      return {};
    case 'x-api-key':
      return { 'x-api-key': auth.credential.reveal() };
    case 'bearer':
      return { authorization: `Bearer ${auth.credential.reveal()}` };
  }
}
