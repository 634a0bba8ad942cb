/** What the fake takes for right. */
export interface Credentials {
  openai: string;
  polyllm: string;
  mistral: string;
  gemini: string;
  anthropic: string;
  bedrock: BedrockCredentials;
}

export interface BedrockCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** When set, requests signed with the key must carry it. */
  sessionToken?: string;
  /** A Bedrock API key, sent as a Bearer token. */
  bearer: string;
  /** When set, the only region a signature may be scoped to. */
  region?: string;
}

/** The credentials a fake has unless told otherwise: published here, so never secret. */
export const fakeCredentials: Credentials = {
  openai: 'sk-fake-openai-0000000000000000',
  polyllm: 'fake-polyllm-0000000000000000',
  mistral: 'fake-mistral-0000000000000000',
  gemini: 'fake-gemini-0000000000000000000',
  anthropic: 'sk-ant-fake-000000000000000000',
  bedrock: {
    accessKeyId: 'AKIAFAKEFAKEFAKEFAKE',
    secretAccessKey: 'fake/secret+access/key000000000000000000',
    bearer: 'fake-bedrock-api-key-0000000000',
  },
};
