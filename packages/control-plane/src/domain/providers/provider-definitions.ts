import type { EndpointAuth, Secret } from '@jackfield/gateway-config';
import type { ProviderId } from '../../schemas/model.ts';
import type { Provider } from '../../schemas/provider.ts';

type ProviderField = Provider['fields'][number];
export type ProviderValues = Readonly<Record<string, Secret>>;

export interface ProviderDefinition {
  readonly id: ProviderId;
  readonly name: string;
  /** Where the vendor hands out credentials. */
  readonly link: string | null;
  readonly fields: readonly ProviderField[];
  /** The environment variables that give the same. */
  readonly environment: string;
  /** What is still needed, in words that complete "… has no …"; `null` when nothing is. */
  missing(values: ProviderValues): { readonly field: string; readonly what: string } | null;
  /** Where turns go when nobody names a base URL; `null` when somebody must. */
  defaultBaseUrl(values: ProviderValues): string | null;
  /** How a turn is authorised, once nothing is missing. */
  auth(values: ProviderValues): EndpointAuth;
  /** The id under which the vendor lists what turns name so, where the two may differ. */
  readonly listedId?: (upstreamModel: string) => string;
  /** What else must be known of a model that was found in the vendor's list. */
  readonly newModelNote?: string;
}

const baseUrl: ProviderField = {
  name: 'baseUrl',
  label: 'Base URL',
  secret: false,
  required: false,
  placeholder: null,
};

function apiKeyField(placeholder: string | null): ProviderField {
  return { name: 'apiKey', label: 'API key', secret: true, required: true, placeholder };
}

function header(name: string, prefix: string, credential: Secret | undefined): EndpointAuth {
  return credential === undefined ? { kind: 'none' } : { kind: 'header', name, prefix, credential };
}

function missingApiKey(values: ProviderValues): { field: string; what: string } | null {
  return values['apiKey'] === undefined ? { field: 'apiKey', what: 'API key' } : null;
}

/** A region becomes part of a host name, so nothing but a region's letters may pass. */
export const regionPattern = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

const openai: ProviderDefinition = {
  id: 'openai',
  name: 'OpenAI',
  link: 'https://platform.openai.com/api-keys',
  fields: [apiKeyField('sk-…'), { ...baseUrl, placeholder: 'https://api.openai.com/v1' }],
  environment: 'OPENAI_API_KEY',
  missing: missingApiKey,
  defaultBaseUrl: () => 'https://api.openai.com/v1',
  auth: (values) => header('authorization', 'Bearer ', values['apiKey']),
};

const mistral: ProviderDefinition = {
  id: 'mistral',
  name: 'Mistral',
  link: 'https://console.mistral.ai/api-keys',
  fields: [apiKeyField(null), { ...baseUrl, placeholder: 'https://api.mistral.ai/v1' }],
  environment: 'MISTRAL_API_KEY',
  missing: missingApiKey,
  defaultBaseUrl: () => 'https://api.mistral.ai/v1',
  auth: (values) => header('authorization', 'Bearer ', values['apiKey']),
};

const anthropicUrl = 'https://api.anthropic.com';
const anthropic: ProviderDefinition = {
  id: 'anthropic',
  name: 'Anthropic',
  link: 'https://platform.claude.com/settings/keys',
  fields: [apiKeyField('sk-ant-…'), { ...baseUrl, placeholder: anthropicUrl }],
  environment: 'ANTHROPIC_API_KEY',
  missing: missingApiKey,
  defaultBaseUrl: () => anthropicUrl,
  auth: (values) => header('x-api-key', '', values['apiKey']),
};

const geminiUrl = 'https://generativelanguage.googleapis.com';
const gemini: ProviderDefinition = {
  id: 'gemini',
  name: 'Google Gemini',
  link: 'https://aistudio.google.com/apikey',
  fields: [apiKeyField(null), { ...baseUrl, placeholder: geminiUrl }],
  environment: 'GEMINI_API_KEY',
  missing: missingApiKey,
  defaultBaseUrl: () => geminiUrl,
  auth: (values) => header('x-goog-api-key', '', values['apiKey']),
};

const bedrock: ProviderDefinition = {
  id: 'bedrock',
  name: 'Amazon Bedrock',
  link: 'https://console.aws.amazon.com/bedrock/home#/api-keys',
  fields: [
    { name: 'region', label: 'Region', secret: false, required: true, placeholder: 'eu-central-1' },
    field('bearerToken', 'Bedrock API key', true),
    field('accessKeyId', 'Access key ID', false),
    field('secretAccessKey', 'Secret access key', true),
    field('sessionToken', 'Session token', true),
    { ...baseUrl, placeholder: 'https://bedrock-runtime.eu-central-1.amazonaws.com' },
  ],
  environment:
    'AWS_REGION with AWS_BEARER_TOKEN_BEDROCK, or with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  missing(values) {
    const region = values['region']?.reveal();
    if (region === undefined) return { field: 'region', what: 'region' };
    if (!regionPattern.test(region))
      return { field: 'region', what: 'region of the form eu-central-1' };
    if (values['bearerToken'] !== undefined) return null;
    if (values['accessKeyId'] !== undefined && values['secretAccessKey'] !== undefined) return null;
    return values['accessKeyId'] === undefined
      ? { field: 'bearerToken', what: 'Bedrock API key, and no access key either' }
      : { field: 'secretAccessKey', what: 'secret access key' };
  },
  defaultBaseUrl(values) {
    const region = values['region']?.reveal() ?? '';
    return regionPattern.test(region) ? `https://bedrock-runtime.${region}.amazonaws.com` : null;
  },
  auth(values) {
    const { region, bearerToken, accessKeyId, secretAccessKey, sessionToken } = values;
    if (bearerToken !== undefined) return header('authorization', 'Bearer ', bearerToken);
    if (region === undefined || accessKeyId === undefined || secretAccessKey === undefined) {
      return { kind: 'none' };
    }
    return {
      kind: 'aws-sigv4',
      region: region.reveal(),
      accessKeyId: accessKeyId.reveal(),
      secretAccessKey,
      sessionToken: sessionToken ?? null,
    };
  },
  // Inference profiles: the model's own id after a geography (`eu.`, `us-gov.`, `global.`).
  listedId: (upstreamModel) =>
    upstreamModel.replace(/^(?:[a-z]{2}|us-gov|apac|global)\.(?=[a-z0-9]+\.)/, ''),
  newModelNote:
    'Many models answer only through an inference profile: put global., us. or eu. before upstreamModel.',
};

const polyllm: ProviderDefinition = {
  id: 'polyllm',
  name: 'PolyAI',
  link: 'https://poly.ai',
  fields: [{ ...baseUrl, required: true, placeholder: 'https://…/v1' }, apiKeyField(null)],
  environment: 'POLYLLM_BASE_URL and POLYLLM_API_KEY',
  missing(values) {
    if (values['baseUrl'] === undefined) return { field: 'baseUrl', what: 'base URL' };
    return missingApiKey(values);
  },
  defaultBaseUrl: () => null,
  // Nothing published says how its key travels; Bearer is what clients of this format send. An
  // endpoint that wants x-api-key is brought as a connection.
  auth: (values) => header('authorization', 'Bearer ', values['apiKey']),
};

function field(name: string, label: string, secret: boolean): ProviderField {
  return { name, label, secret, required: false, placeholder: null };
}

/** In the order in which they are shown. `byom` isn't among them: its credentials are connections'. */
export const providerDefinitions: readonly ProviderDefinition[] = [
  openai,
  bedrock,
  polyllm,
  gemini,
  mistral,
  anthropic,
];
