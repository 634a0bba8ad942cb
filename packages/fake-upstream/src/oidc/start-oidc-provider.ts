import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export interface OidcAccount {
  readonly email: string;
  readonly email_verified: boolean;
  readonly name: string;
}

export const clientId = 'jackfield-test';
export const clientSecret = 'client-secret-canary-4411';

/**
 * A real OpenID Connect provider on this machine, where anybody signs in by naming an account. `host` is
 * how a browser calls it: under `localhost` it is another site than what is called `127.0.0.1`.
 */
export async function startOidcProvider(
  accounts: Readonly<Record<string, OidcAccount>>,
  host: '127.0.0.1' | 'localhost' = '127.0.0.1',
) {
  let listener: ReturnType<Provider['callback']> = async () => {};
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const issuer = `http://${host}:${(server.address() as AddressInfo).port}`;
  const redirectUris: string[] = ['http://127.0.0.1:1/replaced'];
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: redirectUris,
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    cookies: { keys: ['a key for tests'] },
    findAccount: (_, id) => {
      const claims = accounts[id];
      return claims && { accountId: id, claims: () => ({ sub: id, ...claims }) };
    },
  });
  // The client's address is known only once it has started.
  provider.Client.prototype.redirectUriAllowed = (uri: string) =>
    uri.endsWith('/api/v1/single-sign-on/callback');
  listener = provider.callback();
  return {
    issuer,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
