import {
  expectUnharmed,
  runJackfield,
  type MadeAgent,
  type RunningJackfield,
} from '../security/run-jackfield.ts';
import { startRawUpstream, type RawUpstream } from '../security/raw-upstream.ts';
import {
  anthropicAnswers,
  bedrockAnswers,
  geminiAnswers,
  mistralAnswers,
  openaiAnswers,
  type VendorAnswers,
} from './vendor-answers.ts';

export const vendors = ['byom', 'openai', 'mistral', 'gemini', 'bedrock', 'anthropic'] as const;
export type Vendor = (typeof vendors)[number];

export const answersOf: Readonly<Record<Vendor, VendorAnswers>> = {
  byom: openaiAnswers,
  openai: openaiAnswers,
  mistral: mistralAnswers,
  gemini: geminiAnswers,
  bedrock: bedrockAnswers,
  anthropic: anthropicAnswers,
};

/** The whole program, an agent on a model of each vendor, and one server that speaks for them all. */
export interface FuzzedProgram extends AsyncDisposable {
  readonly jackfield: RunningJackfield;
  readonly upstream: RawUpstream;
  readonly agents: Readonly<Record<Vendor, MadeAgent>>;
  stands(): Promise<void>;
}

const models = {
  openai: 'openai/gpt-4o-mini',
  mistral: 'mistral/mistral-small-4',
  gemini: 'gemini/gemini-3.8-flash',
  bedrock: 'bedrock/claude-haiku-5.5',
  anthropic: 'anthropic/claude-haiku-4.5',
} as const;

export async function startFuzzedProgram(): Promise<FuzzedProgram> {
  const upstream = await startRawUpstream();
  const at = `http://${upstream.endpoint}`;
  const jackfield = await runJackfield({
    OPENAI_BASE_URL: `${at}/openai`,
    OPENAI_API_KEY: 'key',
    MISTRAL_BASE_URL: `${at}/mistral`,
    MISTRAL_API_KEY: 'key',
    GEMINI_BASE_URL: `${at}/gemini`,
    GEMINI_API_KEY: 'key',
    BEDROCK_BASE_URL: `${at}/bedrock`,
    AWS_REGION: 'eu-central-1',
    AWS_BEARER_TOKEN_BEDROCK: 'key',
    ANTHROPIC_BASE_URL: `${at}/anthropic`,
    ANTHROPIC_API_KEY: 'key',
    JACKFIELD_ALLOW_ENDPOINTS: upstream.endpoint,
  });
  const { model } = await jackfield.connect({ url: upstream.url });
  const agents: Partial<Record<Vendor, MadeAgent>> = { byom: await jackfield.agentOn(model) };
  for (const [vendor, id] of Object.entries(models)) {
    // Holds: `models` has one entry for each vendor but the connection's.
    agents[vendor as Vendor] = await jackfield.agentOn(id);
  }
  return {
    jackfield,
    upstream,
    // Holds: one was made for each.
    agents: agents as Record<Vendor, MadeAgent>,
    stands: () => expectUnharmed(jackfield),
    async [Symbol.asyncDispose]() {
      await jackfield[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

/** The vendor whose base URL a request came to. */
export function vendorOf(head: string): Vendor {
  const [, name] = /^POST \/(\w+)\//.exec(head) ?? [];
  return vendors.find((vendor) => vendor === name) ?? 'byom';
}
