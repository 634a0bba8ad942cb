import { endpointName, Secret } from '@jackfield/gateway-config';
import * as oidc from 'openid-client';
import { z } from 'zod';
import type { Keyring } from '../../../secrets/keyring.ts';
import { guardedFetch } from '../../endpoints/guarded-fetch.ts';

/** From `JACKFIELD_OIDC_…`. */
export interface SingleSignOnOptions {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: Secret | null;
  /** Whose verified addresses let anybody in, e.g. `example.com`. */
  readonly allowedDomains: ReadonlySet<string>;
  /** What somebody of an allowed domain becomes at their first sign-in; `none` lets only invited people in. */
  readonly defaultRole: 'none' | 'viewer';
}

/** What the provider vouches for. */
export interface Identity {
  /** Issuer and subject: what never changes about a person there. */
  readonly subject: string;
  readonly name: string | null;
  /** Only where the provider says that it is verified. */
  readonly verifiedEmail: string | null;
}

const startedSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  to: z.string(),
  endsAt: z.number(),
});

/** How long a person may take at the provider. */
export const signInMs = 10 * 60_000;

interface Surroundings {
  readonly keyring: Keyring;
  readonly operatorEndpoints: readonly string[];
  readonly ownPorts: ReadonlySet<number>;
  readonly clock: () => number;
}

/**
 * OpenID Connect's code flow with PKCE, state and nonce (RFC 9700 §2.1). What was begun is kept in the
 * browser's own cookie, sealed, so that any process can finish it and no other browser can.
 */
export class SingleSignOn {
  readonly options: SingleSignOnOptions;
  readonly #around: Surroundings;
  #configuration: oidc.Configuration | null = null;

  constructor(options: SingleSignOnOptions, around: Surroundings) {
    this.options = options;
    this.#around = around;
  }

  /** For people: where they would sign in. */
  get host(): string {
    return this.options.issuer.host;
  }

  /** Where to send the browser, and what its cookie is to hold meanwhile. */
  async begin(redirectUri: string, to: string): Promise<{ url: URL; sealed: string }> {
    const configuration = await this.#discovered();
    const verifier = oidc.randomPKCECodeVerifier();
    const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    const endsAt = this.#around.clock() + signInMs;
    const started = JSON.stringify({ state, nonce, verifier, to, endsAt });
    return { url, sealed: this.#around.keyring.seal(new Secret(started), this.#binding()) };
  }

  /**
   * Who came back from the provider to `currentUrl`, and where they wanted to go; `null` for what
   * this browser didn't begin, or began too long ago.
   *
   * @throws what openid-client throws when the provider refuses, fails or contradicts itself.
   */
  async finish(
    currentUrl: URL,
    sealed: string,
  ): Promise<{ identity: Identity; to: string } | null> {
    const opened = this.#around.keyring.open(sealed, this.#binding());
    if (opened === null) return null;
    const { state, nonce, verifier, to, endsAt } = startedSchema.parse(JSON.parse(opened.reveal()));
    if (endsAt <= this.#around.clock() || currentUrl.searchParams.get('state') !== state)
      return null;
    const configuration = await this.#discovered();
    const tokens = await oidc.authorizationCodeGrant(configuration, currentUrl, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) throw new Error('The provider gave no ID token.');
    // Many providers tell the address only here.
    const told =
      claims['email'] === undefined &&
      configuration.serverMetadata().userinfo_endpoint !== undefined
        ? {
            ...claims,
            ...(await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub)),
          }
        : claims;
    return { identity: toIdentity(claims.iss, claims.sub, told), to };
  }

  /** Asked once; after a failure, again at the next sign-in. */
  async #discovered(): Promise<oidc.Configuration> {
    if (this.#configuration !== null) return this.#configuration;
    const { issuer, clientId, clientSecret } = this.options;
    const { operatorEndpoints, ownPorts } = this.#around;
    const allowedEndpoints = new Set([...operatorEndpoints, endpointName(issuer)]);
    const auth = clientSecret === null ? oidc.None() : oidc.ClientSecretPost(clientSecret.reveal());
    const configuration = await oidc.discovery(issuer, clientId, {}, auth, {
      // The configuration allows plain http on this machine alone.
      execute: issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [],
      [oidc.customFetch]: guardedFetch({ allowedEndpoints, ownPorts }),
      timeout: 10,
    });
    this.#configuration = configuration;
    return configuration;
  }

  #binding() {
    const { issuer, clientId } = this.options;
    const place = { table: 'single_sign_on', row: clientId, column: 'started' };
    return { ...place, url: issuer, authMethod: 'cookie' };
  }
}

function toIdentity(issuer: string, subject: string, claims: Record<string, unknown>): Identity {
  const { email, email_verified: isVerified, name, preferred_username: handle } = claims;
  const called = [name, handle].find((each) => typeof each === 'string' && each.trim() !== '');
  return {
    subject: `${issuer} ${subject}`,
    name: typeof called === 'string' ? called : null,
    verifiedEmail: typeof email === 'string' && isVerified === true ? email : null,
  };
}
