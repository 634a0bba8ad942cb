import type { EndpointAuth } from '@jackfield/gateway-config';

/** Adds an endpoint's credential to the headers of one request: the only place where it is revealed. */
export function authorize(headers: Record<string, string>, auth: EndpointAuth): void {
  switch (auth.kind) {
    case 'none':
      return;
    case 'header':
      headers[auth.name] = auth.prefix + auth.credential.reveal();
  }
}

/** Every credential of an endpoint, to be taken out of words that an upstream may have echoed. */
export function credentialsOf(auth: EndpointAuth): string[] {
  switch (auth.kind) {
    case 'none':
      return [];
    case 'header':
      return [auth.credential.reveal()];
  }
}
