import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SingleSignOnOptions } from '@jackfield/control-plane';
import { Secret } from '@jackfield/gateway-config';
import { ConfigurationProblem } from './configuration-problem.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'JACKFIELD_OIDC_';

/** The OpenID Connect provider that people may sign in with; `null` without an issuer. */
export function singleSignOn(environment: Environment, folder: string): SingleSignOnOptions | null {
  const given = (name: string): string | undefined => {
    const value = environment[`${prefix}${name}`]?.trim();
    return value === '' ? undefined : value;
  };
  const issuer = given('ISSUER');
  const clientId = given('CLIENT_ID');
  if (issuer === undefined) {
    if (clientId === undefined) return null;
    throw new ConfigurationProblem(`${prefix}CLIENT_ID is set, but ${prefix}ISSUER is not.`);
  }
  if (clientId === undefined) {
    throw new ConfigurationProblem(`${prefix}ISSUER is set, but ${prefix}CLIENT_ID is not.`);
  }
  return {
    issuer: issuerUrl(issuer),
    clientId,
    clientSecret: clientSecret(given('CLIENT_SECRET'), given('CLIENT_SECRET_FILE'), folder),
    allowedDomains: allowedDomains(given('ALLOWED_DOMAINS') ?? ''),
    defaultRole: defaultRole(given('DEFAULT_ROLE') ?? 'none'),
  };
}

function issuerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return url;
  throw new ConfigurationProblem(
    `${prefix}ISSUER must be the provider's https URL, for example https://login.example.com/realms/main (http only on this machine).`,
  );
}

function clientSecret(
  value: string | undefined,
  file: string | undefined,
  folder: string,
): Secret | null {
  if (value !== undefined && file !== undefined) {
    throw new ConfigurationProblem(
      `${prefix}CLIENT_SECRET and ${prefix}CLIENT_SECRET_FILE are both set: set only one of them.`,
    );
  }
  if (value !== undefined) return new Secret(value);
  if (file === undefined) return null;
  try {
    return new Secret(readFileSync(resolve(folder, file), 'utf8').trim());
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationProblem(`${prefix}CLIENT_SECRET_FILE can't be read: ${words}.`);
  }
}

function allowedDomains(text: string): ReadonlySet<string> {
  const domains = text
    .split(',')
    .map((domain) => domain.trim().toLowerCase())
    .filter((domain) => domain !== '');
  for (const domain of domains) {
    if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(domain)) continue;
    throw new ConfigurationProblem(
      `${prefix}ALLOWED_DOMAINS holds "${domain.slice(0, 100)}", which is not a domain such as example.com.`,
    );
  }
  return new Set(domains);
}

function defaultRole(text: string): 'none' | 'viewer' {
  if (text === 'none' || text === 'viewer') return text;
  throw new ConfigurationProblem(
    `${prefix}DEFAULT_ROLE must be "none" (only invited people are let in) or "viewer".`,
  );
}
