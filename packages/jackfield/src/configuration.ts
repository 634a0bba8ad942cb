import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import type { PostgresPlace, Role, SingleSignOnOptions } from '@jackfield/control-plane';
import { endpointText, Secret } from '@jackfield/gateway-config';
import { hostName, isLoopbackName, type AllowedHosts } from './server/allowed-hosts.ts';
import { ConfigurationProblem } from './configuration-problem.ts';
import { otlpConfiguration, type OtlpConfiguration } from './observe/otlp/otlp-configuration.ts';
import { secretFileVariables, withSecretFiles } from './secret-files.ts';
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
  readonly role: Role;
  /** `null` for the embedded database in the data folder. */
  readonly postgres: PostgresPlace | null;
  readonly masterKey: MasterKeySource;
  /** Accepted as well, until a rotation has ended. */
  readonly previousMasterKey: GivenKeySource | null;
  readonly adminToken: Secret | null;
  /** Whether people may sign in with a password at all. */
  readonly passwordSignIn: boolean;
  readonly singleSignOn: SingleSignOnOptions | null;
  /** Whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: BlockList;
  readonly allowEndpoints: readonly string[];
  /** `host:port` entries that images may be fetched from although private. */
  readonly allowImageEndpoints: ReadonlySet<string>;
  /** Host names that requests may name, beside this machine's own; `null` lets any through. */
  readonly allowedHosts: AllowedHosts;
  /** Origins whose pages may call the gateway. */
  readonly corsOrigins: ReadonlySet<string>;
  readonly logLevel: LogLevel;
  /** Processes that carry turns; `null`: as many as there are cores, once there is work for them. */
  readonly workers: number | null;
  /** Turns that may be under way at once. */
  readonly turnsMax: number;
  /**
   * How long after SIGTERM the listener stays open although `/readyz` says 503; `null`: 5 s where
   * somebody asks that, as load balancers do.
   */
  readonly drainMs: number | null;
  readonly providerEnvironment: ProviderEnvironment;
  /** Whether AWS's usual chain of credentials may be asked: only where the operator says so. */
  readonly awsCredentialChain: boolean;
  /** How often connections are checked again; 0 for never. */
  readonly recheckMinutes: number;
  /** Who may read `/metrics`, and where; `null`: nobody. */
  readonly metrics: MetricsConfiguration | null;
  /** Where turns are told as spans and metrics; `null`: nowhere. */
  readonly otlp: OtlpConfiguration | null;
  /** Which headers of a caller's trace upstreams are given. */
  readonly traceContext: 'nothing' | 'traceparent' | 'all';
  /** How many days what a turn did is kept. */
  readonly turnRecordsDays: number;
  /** Said at the start: variables that look like ours and aren't. */
  readonly warnings: readonly string[];
}

export interface MetricsConfiguration {
  /** `null` where the port is protection enough. */
  readonly token: Secret | null;
  /** A port of their own; `null`: on the program's, behind the token. 0 takes any free port. */
  readonly port: number | null;
  readonly host: string;
}

export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

export type GivenKeySource =
  | { readonly kind: 'value'; readonly value: Secret }
  | { readonly kind: 'file'; readonly file: string }
  /** A program and its arguments, run without a shell, that prints the key. */
  | { readonly kind: 'command'; readonly command: readonly Secret[] };

export type MasterKeySource =
  | GivenKeySource
  /** In the data folder, made at the first start. */
  | { readonly kind: 'made' };

/**
 * Reads `given` (process.env) into a configuration in which every value is usable.
 *
 * @throws ConfigurationProblem naming the first variable that is wrong.
 */
export function readConfiguration(
  given: Environment,
  folder: string,
  role: Role = 'all',
): Configuration {
  const environment = withSecretFiles(given, folder);
  const postgres = postgresPlace(environment);
  needRole(role, postgres, environment, folder);
  const sso = singleSignOn(environment, folder);
  return {
    port: port(environment, 'JACKFIELD_PORT') ?? 4100,
    host: host(environment, 'JACKFIELD_HOST'),
    dataDir: readDataDir(environment, folder),
    role,
    postgres,
    masterKey: masterKeySource(environment, folder),
    previousMasterKey: givenKeySource(environment, 'JACKFIELD_MASTER_KEY_PREVIOUS', folder),
    adminToken: token(environment, 'JACKFIELD_ADMIN_TOKEN'),
    passwordSignIn: passwordSignIn(environment, sso),
    singleSignOn: sso,
    trustedProxies: trustedProxies(environment),
    allowEndpoints: list(environment, 'JACKFIELD_ALLOW_ENDPOINTS'),
    allowImageEndpoints: endpoints(environment, 'JACKFIELD_ALLOW_IMAGE_ENDPOINTS'),
    allowedHosts: allowedHosts(environment),
    corsOrigins: corsOrigins(environment),
    logLevel: logLevel(environment),
    workers: whole(environment, 'JACKFIELD_WORKERS', 1, 1_024),
    turnsMax: whole(environment, 'JACKFIELD_TURNS_MAX', 1, 1_000_000) ?? 5_000,
    drainMs: whole(environment, 'JACKFIELD_DRAIN_MS', 0, 600_000),
    providerEnvironment: providerEnvironment(environment),
    awsCredentialChain: awsCredentialChain(environment),
    recheckMinutes: recheckMinutes(environment),
    metrics: metrics(environment),
    otlp: otlpConfiguration(environment),
    traceContext: traceContext(environment),
    turnRecordsDays: whole(environment, 'JACKFIELD_TURN_RECORDS_DAYS', 1, 400) ?? 30,
    warnings: unknownVariables(environment),
  };
}

/** What the commands need that work on the data folder without a server. */
export function readStorage(
  given: Environment,
  folder: string,
): Pick<Configuration, 'dataDir' | 'postgres' | 'masterKey' | 'providerEnvironment'> {
  const environment = withSecretFiles(given, folder);
  return {
    dataDir: readDataDir(environment, folder),
    postgres: postgresPlace(environment),
    masterKey: masterKeySource(environment, folder),
    providerEnvironment: providerEnvironment(environment),
  };
}

/** Absolute. */
function readDataDir(environment: Environment, folder: string): string {
  return resolve(folder, given(environment, 'JACKFIELD_DATA_DIR') ?? 'data');
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

/** `null` where it is not given. */
function port(environment: Environment, name: string): number | null {
  const text = given(environment, name);
  if (text === undefined) return null;
  if (text.startsWith('tcp://')) {
    throw new ConfigurationProblem(
      `${name} holds a URL: Kubernetes sets that for a Service named "jackfield". Set enableServiceLinks: false on the pod, or ${name} to a port number.`,
    );
  }
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new ConfigurationProblem(
    `${name} must be a port number from 1 to 65535 (or 0 for any free one), for example ${name === 'JACKFIELD_PORT' ? 4100 : 9100}.`,
  );
}

function host(environment: Environment, name: string): string {
  const text = given(environment, name) ?? '127.0.0.1';
  const address = text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) !== 0 || /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(address)) return address;
  throw new ConfigurationProblem(
    `${name} must be an address or a host name of this machine without scheme and port, for example 127.0.0.1 or 0.0.0.0.`,
  );
}

/** Where only this machine can reach us, no other machine's name can be meant. */
function allowedHosts(environment: Environment): AllowedHosts {
  const entries = list(environment, 'JACKFIELD_ALLOWED_HOSTS');
  const listensOn = host(environment, 'JACKFIELD_HOST').toLowerCase();
  if (entries.length === 0) return isLoopbackName(listensOn) ? new Set([listensOn]) : null;
  const names = entries.map((entry) => {
    if (isIP(entry) === 6) return entry.toLowerCase();
    const name = hostName(entry);
    if (name !== null && !/[^:]:\d+$/.test(entry)) return name;
    throw new ConfigurationProblem(
      `JACKFIELD_ALLOWED_HOSTS holds "${entry.slice(0, 100)}", which is not a host name or address without scheme and port, for example models.example.com.`,
    );
  });
  return new Set(names);
}

function corsOrigins(environment: Environment): ReadonlySet<string> {
  const entries = list(environment, 'JACKFIELD_CORS_ORIGINS').map((entry) => {
    // The browser writes an origin in exactly this form, and it is compared as text.
    if (URL.canParse(entry) && new URL(entry).origin === entry) return entry;
    throw new ConfigurationProblem(
      `JACKFIELD_CORS_ORIGINS holds "${entry.slice(0, 100)}", which is not an origin, for example https://app.example.com (no path, and no "*": name each one).`,
    );
  });
  return new Set(entries);
}

function logLevel(environment: Environment): LogLevel {
  const text = given(environment, 'JACKFIELD_LOG_LEVEL') ?? 'info';
  const level = logLevels.find((candidate) => candidate === text.toLowerCase());
  if (level !== undefined) return level;
  throw new ConfigurationProblem(`JACKFIELD_LOG_LEVEL must be one of ${logLevels.join(', ')}.`);
}

function masterKeySource(environment: Environment, folder: string): MasterKeySource {
  return givenKeySource(environment, 'JACKFIELD_MASTER_KEY', folder) ?? { kind: 'made' };
}

function givenKeySource(
  environment: Environment,
  name: string,
  folder: string,
): GivenKeySource | null {
  // An empty key is not an absent one: whoever sets it believes that there is a key.
  const value = environment[name];
  const file = given(environment, `${name}_FILE`);
  const command = environment[`${name}_COMMAND`];
  const set = Object.entries({
    [name]: value,
    [`${name}_FILE`]: file,
    [`${name}_COMMAND`]: command,
  })
    .filter(([, text]) => text !== undefined)
    .map(([variable]) => variable);
  if (set.length > 1) {
    throw new ConfigurationProblem(`${set.join(' and ')} are set: set only one of them.`);
  }
  if (value !== undefined) return { kind: 'value', value: new Secret(value) };
  if (command !== undefined) return { kind: 'command', command: words(`${name}_COMMAND`, command) };
  return file === undefined ? null : { kind: 'file', file: resolve(folder, file) };
}

/** Arguments may hold credentials of their own, so none is repeated. */
function words(name: string, json: string): Secret[] {
  const command = listOfTexts(json);
  if (command?.[0]) return command.map((word) => new Secret(word));
  throw new ConfigurationProblem(
    `${name} must be a program and its arguments as a JSON array, for example ["/usr/local/bin/read-key", "jackfield"].`,
  );
}

function listOfTexts(json: string): string[] | null {
  try {
    const list: unknown = JSON.parse(json);
    const isText = (word: unknown): word is string =>
      typeof word === 'string' && !word.includes('\0');
    return Array.isArray(list) && list.every(isText) ? list : null;
  } catch {
    return null;
  }
}

/** A token that can't be guessed; `null` where it is not given. */
function token(environment: Environment, name: string): Secret | null {
  const token = given(environment, name);
  if (token === undefined) return null;
  const rule = `${name} must be at least 32 characters, none of them a space`;
  const way = 'make one with: openssl rand -hex 32';
  if (token.length < 32) throw new ConfigurationProblem(`${rule} (it has ${token.length}); ${way}`);
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ConfigurationProblem(`${rule}, and all of them visible ASCII; ${way}`);
  }
  if (new Set(token).size < 8) {
    throw new ConfigurationProblem(
      `${name} repeats the same few characters, so it can be guessed; ${way}`,
    );
  }
  return new Secret(token);
}

function metrics(environment: Environment): MetricsConfiguration | null {
  const configured = {
    token: token(environment, 'JACKFIELD_METRICS_TOKEN'),
    port: port(environment, 'JACKFIELD_METRICS_PORT'),
    host: host(environment, 'JACKFIELD_METRICS_HOST'),
  };
  return configured.token === null && configured.port === null ? null : configured;
}

function traceContext(environment: Environment): Configuration['traceContext'] {
  const text = given(environment, 'JACKFIELD_TRACE_CONTEXT') ?? 'traceparent';
  if (text === 'off') return 'nothing';
  if (text === 'traceparent' || text === 'all') return text;
  throw new ConfigurationProblem(
    'JACKFIELD_TRACE_CONTEXT must be "traceparent" (model servers are told the ids of a caller’s trace), "all" (its tracestate too) or "off".',
  );
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

const examples: Readonly<Record<string, number>> = {
  JACKFIELD_WORKERS: 1,
  JACKFIELD_TURNS_MAX: 5_000,
  JACKFIELD_DRAIN_MS: 5_000,
  JACKFIELD_TURN_RECORDS_DAYS: 30,
};

/** `null` where it is not given. */
function whole(environment: Environment, name: string, least: number, most: number): number | null {
  const text = given(environment, name);
  if (text === undefined) return null;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new ConfigurationProblem(
    `${name} must be a whole number from ${least} to ${most}, for example ${examples[name]}.`,
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

function recheckMinutes(environment: Environment): number {
  const text = given(environment, 'JACKFIELD_RECHECK_MINUTES') ?? '60';
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 10_080) return number;
  throw new ConfigurationProblem(
    'JACKFIELD_RECHECK_MINUTES must be a whole number from 1 to 10080 (a week), or 0 for never, for example 60.',
  );
}

function postgresPlace(environment: Environment): PostgresPlace | null {
  const url = given(environment, 'JACKFIELD_DATABASE_URL');
  const listenUrl = given(environment, 'JACKFIELD_DATABASE_LISTEN_URL');
  if (url !== undefined) {
    return {
      url: postgresUrl('JACKFIELD_DATABASE_URL', url),
      listenUrl: postgresUrl('JACKFIELD_DATABASE_LISTEN_URL', listenUrl ?? url),
    };
  }
  if (listenUrl === undefined) return null;
  throw new ConfigurationProblem(
    'JACKFIELD_DATABASE_LISTEN_URL is set without JACKFIELD_DATABASE_URL: set both, or neither for the embedded database.',
  );
}

/** What only one of several processes of a role would have, it can't have. */
function needRole(
  role: Role,
  postgres: PostgresPlace | null,
  environment: Environment,
  folder: string,
): void {
  if (role === 'all') return;
  if (postgres === null) {
    throw new ConfigurationProblem(
      `--role ${role} shares its data with other processes: set JACKFIELD_DATABASE_URL to the PostgreSQL that they use.`,
    );
  }
  if (masterKeySource(environment, folder).kind === 'made') {
    throw new ConfigurationProblem(
      `--role ${role} makes no master key: set JACKFIELD_MASTER_KEY or JACKFIELD_MASTER_KEY_FILE to the one that the other processes have.`,
    );
  }
}

/** What is typed may hold a password, so it is never repeated. */
export function postgresUrl(name: string, url: string): string {
  const isOne = /^postgres(?:ql)?:\/\//i.test(url) && URL.canParse(url);
  const database = isOne ? new URL(url).pathname.slice(1) : '';
  if (database !== '' && !database.includes('/')) return url;
  throw new ConfigurationProblem(
    `${name} is not the URL of a PostgreSQL database. It is postgres://user:password@host:5432/database, with %40, %23, %2F and the like for special characters in the password; unset, the data is kept in JACKFIELD_DATA_DIR.`,
  );
}

/** Every variable of our own that is read. */
export const knownVariables: ReadonlySet<string> = new Set([
  ...secretFileVariables,
  'JACKFIELD_PORT',
  'JACKFIELD_HOST',
  'JACKFIELD_DATA_DIR',
  'JACKFIELD_DATABASE_URL',
  'JACKFIELD_DATABASE_LISTEN_URL',
  'JACKFIELD_MASTER_KEY',
  'JACKFIELD_MASTER_KEY_FILE',
  'JACKFIELD_MASTER_KEY_COMMAND',
  'JACKFIELD_MASTER_KEY_PREVIOUS',
  'JACKFIELD_MASTER_KEY_PREVIOUS_FILE',
  'JACKFIELD_MASTER_KEY_PREVIOUS_COMMAND',
  'JACKFIELD_ADMIN_TOKEN',
  'JACKFIELD_ALLOW_ENDPOINTS',
  'JACKFIELD_ALLOW_IMAGE_ENDPOINTS',
  'JACKFIELD_ALLOWED_HOSTS',
  'JACKFIELD_CORS_ORIGINS',
  'JACKFIELD_LOG_LEVEL',
  'JACKFIELD_WORKERS',
  'JACKFIELD_TURNS_MAX',
  'JACKFIELD_PASSWORD_SIGN_IN',
  'JACKFIELD_TRUSTED_PROXIES',
  'JACKFIELD_OIDC_ISSUER',
  'JACKFIELD_OIDC_CLIENT_ID',
  'JACKFIELD_OIDC_CLIENT_SECRET',
  'JACKFIELD_OIDC_CLIENT_SECRET_FILE',
  'JACKFIELD_OIDC_ALLOWED_DOMAINS',
  'JACKFIELD_OIDC_DEFAULT_ROLE',
  'JACKFIELD_DRAIN_MS',
  'JACKFIELD_AWS_CREDENTIALS',
  'JACKFIELD_RECHECK_MINUTES',
  'JACKFIELD_METRICS_TOKEN',
  'JACKFIELD_METRICS_PORT',
  'JACKFIELD_METRICS_HOST',
  'JACKFIELD_TRACE_CONTEXT',
  'JACKFIELD_TURN_RECORDS_DAYS',
  'JACKFIELD_URL',
  'JACKFIELD_BROWSER',
]);

function unknownVariables(environment: Environment): string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith('JACKFIELD_') && !knownVariables.has(name))
    .filter((name) => !/^JACKFIELD_(?:SERVICE|PORT)_/.test(name))
    .map((name) => `${name} is not a variable of Jackfield and is left unread. Is it misspelt?`);
}
