import type { ProviderId } from '@jackfield/control-plane';
import { Secret } from '@jackfield/gateway-config';
import { ConfigurationProblem } from './configuration-problem.ts';
import type { Environment } from './configuration.ts';

export type ProviderEnvironment = Readonly<
  Partial<Record<ProviderId, Readonly<Record<string, Secret>>>>
>;

/** Which variable gives which field of which provider; the first that is set counts. */
const variables: Readonly<
  Partial<Record<ProviderId, Readonly<Record<string, readonly string[]>>>>
> = {
  openai: { apiKey: ['OPENAI_API_KEY'], baseUrl: ['OPENAI_BASE_URL'] },
  bedrock: {
    region: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
    bearerToken: ['AWS_BEARER_TOKEN_BEDROCK'],
    accessKeyId: ['AWS_ACCESS_KEY_ID'],
    secretAccessKey: ['AWS_SECRET_ACCESS_KEY'],
    sessionToken: ['AWS_SESSION_TOKEN'],
    baseUrl: ['BEDROCK_BASE_URL'],
  },
  gemini: { apiKey: ['GEMINI_API_KEY'], baseUrl: ['GEMINI_BASE_URL'] },
  mistral: { apiKey: ['MISTRAL_API_KEY'], baseUrl: ['MISTRAL_BASE_URL'] },
  anthropic: { apiKey: ['ANTHROPIC_API_KEY'], baseUrl: ['ANTHROPIC_BASE_URL'] },
  polyllm: { apiKey: ['POLYLLM_API_KEY'], baseUrl: ['POLYLLM_BASE_URL'] },
};

/** The providers' credentials and base URLs in `environment`; those that are unset are left out. */
export function providerEnvironment(environment: Environment): ProviderEnvironment {
  const providers: Record<string, Record<string, Secret>> = {};
  for (const [provider, fields] of Object.entries(variables)) {
    for (const [field, names] of Object.entries(fields)) {
      for (const name of names) {
        const value = environment[name]?.trim() ?? '';
        if (value === '' || providers[provider]?.[field] !== undefined) continue;
        check(name, field, value);
        (providers[provider] ??= {})[field] = new Secret(value);
      }
    }
  }
  return providers;
}

function check(name: string, field: string, value: string): void {
  if (field === 'baseUrl') checkBaseUrl(name, value);
  else if (field === 'region') checkRegion(name, value);
  else if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new ConfigurationProblem(
      `${name} holds a space, a line break or a character that is not ASCII, which no header can carry: set it to the credential alone.`,
    );
  }
}

function checkBaseUrl(name: string, value: string): void {
  const url = URL.canParse(value) ? new URL(value) : null;
  const isHttp = url !== null && (url.protocol === 'http:' || url.protocol === 'https:');
  if (!isHttp || /\s/.test(value)) {
    throw new ConfigurationProblem(
      `${name} must be a URL that begins with http:// or https://, for example https://models.example/v1.`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    throw new ConfigurationProblem(
      `${name} must not hold a user name, a password or a #fragment: the credential has a variable of its own.`,
    );
  }
}

/** A region becomes part of a host name, so nothing but a region's letters may pass. */
function checkRegion(name: string, value: string): void {
  if (/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(value)) return;
  throw new ConfigurationProblem(`${name} must be an AWS region, for example eu-central-1.`);
}
