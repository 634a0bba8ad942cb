import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import type { SingleSignOnOptions } from '@jackfield/control-plane';
import { endpointText, Secret } from '@jackfield/gateway-config';
import { ConfigurationProblem } from './configuration-problem.ts';
import { singleSignOn } from './single-sign-on.ts';
import { providerEnvironment, type ProviderEnvironment } from './provider-environment.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything the environment decides, checked. */
export interface Configuration {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  readonly masterKey: MasterKeySource;
  readonly adminToken: Secret | null;
  /** Whether people may sign in with a password at all. */
  readonly passwordSignIn: boolean;
  readonly singleSignOn: SingleSignOnOptions | null;
  /** Whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: BlockList;
  readonly allowEndpoints: readonly string[];
  /** `host:port` entries that images may be fetched from although private. */
  readonly allowImageEndpoints: ReadonlySet<string>;
  readonly workers: number;
  readonly providerEnvironment: ProviderEnvironment;
  /** Whether AWS's usual chain of credentials may be asked: only where the operator says so. */
  readonly awsCredentialChain: boolean;
  /** Said at the start: variables that look like ours and aren't. */
  readonly warnings: readonly string[];
}

export type MasterKeySource =
  | { readonly kind: 'value'; readonly value: Secret }
  | { readonly kind: 'file'; readonly file: string }
  /** In the data folder, made at the first start. */
  | { readonly kind: 'made' };

/**
 * Reads `environment` (process.env) into a configuration in which every value is usable.
 *
 * @throws ConfigurationProblem naming the first variable that is wrong.
 */
export function readConfiguration(environment: Environment, folder: string): Configuration {
  refuseOtherDatabases(environment);
  const sso = singleSignOn(environment, folder);
  return {
    port: port(environment),
    host: host(environment),
    dataDir: resolve(folder, given(environment, 'JACKFIELD_DATA_DIR') ?? 'data'),
    masterKey: masterKeySource(environment, folder),
    adminToken: adminToken(environment),
    passwordSignIn: passwordSignIn(environment, sso),
    singleSignOn: sso,
    trustedProxies: trustedProxies(environment),
    allowEndpoints: list(environment, 'JACKFIELD_ALLOW_ENDPOINTS'),
    allowImageEndpoints: endpoints(environment, 'JACKFIELD_ALLOW_IMAGE_ENDPOINTS'),
    workers: workers(environment),
    providerEnvironment: providerEnvironment(environment),
    awsCredentialChain: awsCredentialChain(environment),
    warnings: unknownVariables(environment),
  };
}

/** An empty variable is an absent one: compose files and unit files pass those along. */
function given(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

function list(environment: Environment, name: string): string[] {
  return (given(environment, name) ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function endpoints(environment: Environment, name: string): ReadonlySet<string> {
  const entries = list(environment, name).map((entry) => {
    const endpoint = endpointText(entry);
    if (endpoint !== null) return endpoint;
    throw new ConfigurationProblem(
      `${name} holds "${entry.slice(0, 100)}", which is not host:port (IPv6 in brackets), for example images.internal:8080.`,
    );
  });
  return new Set(entries);
}

function port(environment: Environment): number {
  const text = given(environment, 'JACKFIELD_PORT');
  if (text === undefined) return 4100;
  if (text.startsWith('tcp://')) {
    throw new ConfigurationProblem(
      'JACKFIELD_PORT holds a URL: Kubernetes sets that for a Service named "jackfield". Set enableServiceLinks: false on the pod, or JACKFIELD_PORT to a port number.',
    );
  }
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new ConfigurationProblem(
    'JACKFIELD_PORT must be a port number from 1 to 65535 (or 0 for any free one), for example 4100.',
  );
}

function host(environment: Environment): string {
  const text = given(environment, 'JACKFIELD_HOST') ?? '127.0.0.1';
  const address = text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) !== 0 || /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(address)) return address;
  throw new ConfigurationProblem(
    'JACKFIELD_HOST must be an address or a host name of this machine without scheme and port, for example 127.0.0.1 or 0.0.0.0.',
  );
}

function masterKeySource(environment: Environment, folder: string): MasterKeySource {
  const value = environment['JACKFIELD_MASTER_KEY'];
  const file = given(environment, 'JACKFIELD_MASTER_KEY_FILE');
  if (value !== undefined && file !== undefined) {
    throw new ConfigurationProblem(
      'JACKFIELD_MASTER_KEY and JACKFIELD_MASTER_KEY_FILE are both set: set only one of them.',
    );
  }
  if (value !== undefined) return { kind: 'value', value: new Secret(value) };
  if (file !== undefined) return { kind: 'file', file: resolve(folder, file) };
  return { kind: 'made' };
}

function adminToken(environment: Environment): Secret | null {
  const token = given(environment, 'JACKFIELD_ADMIN_TOKEN');
  if (token === undefined) return null;
  const rule = 'JACKFIELD_ADMIN_TOKEN must be at least 32 characters, none of them a space';
  const way = 'make one with: openssl rand -hex 32';
  if (token.length < 32) throw new ConfigurationProblem(`${rule} (it has ${token.length}); ${way}`);
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ConfigurationProblem(`${rule}, and all of them visible ASCII; ${way}`);
  }
  if (new Set(token).size < 8) {
    throw new ConfigurationProblem(
      `JACKFIELD_ADMIN_TOKEN repeats the same few characters, so it can be guessed; ${way}`,
    );
  }
  return new Secret(token);
}

function passwordSignIn(environment: Environment, sso: SingleSignOnOptions | null): boolean {
  const text = given(environment, 'JACKFIELD_PASSWORD_SIGN_IN') ?? 'on';
  if (text === 'off' && sso === null) {
    throw new ConfigurationProblem(
      'JACKFIELD_PASSWORD_SIGN_IN is "off" without single sign-on, so nobody could sign in. Set JACKFIELD_OIDC_ISSUER and JACKFIELD_OIDC_CLIENT_ID, or leave passwords on.',
    );
  }
  if (text === 'on' || text === 'off') return text === 'on';
  throw new ConfigurationProblem(
    'JACKFIELD_PASSWORD_SIGN_IN must be "on" or "off", which leaves single sign-on and API tokens.',
  );
}

/** Addresses and networks, in either family: `10.0.0.0/8, fd00::/8, 192.0.2.7`. */
function trustedProxies(environment: Environment): BlockList {
  const proxies = new BlockList();
  for (const entry of list(environment, 'JACKFIELD_TRUSTED_PROXIES')) {
    const [address = '', bits, ...rest] = entry.split('/');
    const family = isIP(address);
    const widest = family === 6 ? 128 : 32;
    const prefix = bits === undefined ? widest : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
    if (family === 0 || rest.length > 0 || prefix < 0 || prefix > widest) {
      throw new ConfigurationProblem(
        `JACKFIELD_TRUSTED_PROXIES holds "${entry.slice(0, 100)}", which is neither an address nor a network such as 10.0.0.0/8.`,
      );
    }
    proxies.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
  }
  return proxies;
}

function workers(environment: Environment): number {
  const text = given(environment, 'JACKFIELD_WORKERS') ?? '1';
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 1_024) return number;
  throw new ConfigurationProblem(
    'JACKFIELD_WORKERS must be a whole number from 1 to 1024, for example 1.',
  );
}

/** An API key needs no chain: where both are set, it is what turns are authorised with. */
function awsCredentialChain(environment: Environment): boolean {
  const text = given(environment, 'JACKFIELD_AWS_CREDENTIALS');
  if (text === undefined) return false;
  if (text === 'chain') return given(environment, 'AWS_BEARER_TOKEN_BEDROCK') === undefined;
  throw new ConfigurationProblem(
    'JACKFIELD_AWS_CREDENTIALS must be "chain", which asks for credentials where AWS programs usually find them (profile, web identity, role of the container or instance), or be unset.',
  );
}

function refuseOtherDatabases(environment: Environment): void {
  const url = given(environment, 'JACKFIELD_DATABASE_URL');
  if (url === undefined) return;
  throw new ConfigurationProblem(
    /^postgres(?:ql)?:\/\//i.test(url)
      ? 'JACKFIELD_DATABASE_URL names a PostgreSQL database, but this version has the embedded database only: unset it, and the data is kept in JACKFIELD_DATA_DIR.'
      : 'JACKFIELD_DATABASE_URL is not a database URL that is known. This version has the embedded database only: unset it, and the data is kept in JACKFIELD_DATA_DIR.',
  );
}

const knownVariables = new Set([
  'JACKFIELD_PORT',
  'JACKFIELD_HOST',
  'JACKFIELD_DATA_DIR',
  'JACKFIELD_DATABASE_URL',
  'JACKFIELD_MASTER_KEY',
  'JACKFIELD_MASTER_KEY_FILE',
  'JACKFIELD_ADMIN_TOKEN',
  'JACKFIELD_PASSWORD_SIGN_IN',
  'JACKFIELD_OIDC_ISSUER',
  'JACKFIELD_OIDC_CLIENT_ID',
  'JACKFIELD_OIDC_CLIENT_SECRET',
  'JACKFIELD_OIDC_CLIENT_SECRET_FILE',
  'JACKFIELD_OIDC_ALLOWED_DOMAINS',
  'JACKFIELD_OIDC_DEFAULT_ROLE',
  'JACKFIELD_TRUSTED_PROXIES',
  'JACKFIELD_ALLOW_ENDPOINTS',
  'JACKFIELD_ALLOW_IMAGE_ENDPOINTS',
  'JACKFIELD_WORKERS',
  'JACKFIELD_AWS_CREDENTIALS',
  'JACKFIELD_URL',
  'JACKFIELD_BROWSER',
]);

function unknownVariables(environment: Environment): string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith('JACKFIELD_') && !knownVariables.has(name))
    .filter((name) => !/^JACKFIELD_(?:SERVICE|PORT)_/.test(name))
    .map((name) => `${name} is not a variable of Jackfield and is left unread. Is it misspelt?`);
}
