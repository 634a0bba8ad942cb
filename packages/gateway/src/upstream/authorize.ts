import type { EndpointAuth } from '@jackfield/gateway-config';
import { signForAws } from './sign-for-aws.ts';

/** A request about to be sent: a POST, or a GET where it has no body. */
export interface OutgoingRequest {
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Record<string, string>;
  readonly body: string | Buffer | null;
}

/**
 * Adds an endpoint's credential to the headers of one request: the only place where it is revealed.
 * Comes last before sending, for a signature covers what it finds. `now`: milliseconds since 1970.
 */
export function authorize(request: OutgoingRequest, auth: EndpointAuth, now: number): void {
  switch (auth.kind) {
    case 'none':
      return;
    case 'header':
      request.headers[auth.name] = auth.prefix + auth.credential.reveal();
      return;
    case 'aws-sigv4':
      signForAws(request, auth, now);
  }
}

/** Every credential of an endpoint, to be taken out of words that an upstream may have echoed. */
export function credentialsOf(auth: EndpointAuth): string[] {
  switch (auth.kind) {
    case 'none':
      return [];
    case 'header':
      return [auth.credential.reveal()];
    case 'aws-sigv4':
      return [auth.secretAccessKey, auth.sessionToken].flatMap((secret) =>
        secret === null ? [] : [secret.reveal()],
      );
  }
}
