import { parseArgs } from 'node:util';
import type { Pace } from './pace.ts';
import { startFakeUpstream, type FakeUpstream } from './start-fake-upstream.ts';

const usage = `Usage: node packages/fake-upstream/src/main.ts [--port 4190] [--host 127.0.0.1] [--first-token-ms 0] [--gap-ms 0]

Speaks the wire formats of OpenAI, PolyLLM, Mistral, Gemini, Bedrock and Anthropic. README.md beside it lists
what a message can ask for: [fault: 429 retry-after=2], [words: 50], "call get_weather for Paris".`;

/** The environment that points Jackfield at a fake: its base URLs and its published credentials. */
function environment({ baseUrls, credentials }: FakeUpstream): string {
  const { bedrock } = credentials;
  const variables = {
    OPENAI_BASE_URL: baseUrls.openai,
    OPENAI_API_KEY: credentials.openai,
    POLYLLM_BASE_URL: baseUrls.polyllm,
    POLYLLM_API_KEY: credentials.polyllm,
    MISTRAL_BASE_URL: baseUrls.mistral,
    MISTRAL_API_KEY: credentials.mistral,
    GEMINI_BASE_URL: baseUrls.gemini,
    GEMINI_API_KEY: credentials.gemini,
    BEDROCK_BASE_URL: baseUrls.bedrock,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: bedrock.accessKeyId,
    AWS_SECRET_ACCESS_KEY: bedrock.secretAccessKey,
    ANTHROPIC_BASE_URL: baseUrls.anthropic,
    ANTHROPIC_API_KEY: credentials.anthropic,
  };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${value}`)
    .join('\n');
}

function wrongUsage(problem: string): never {
  process.stderr.write(`${problem}\n\n${usage}\n`);
  process.exit(2);
}

function whole(name: string, value: string, most: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && number <= most) return number;
  return wrongUsage(`--${name} must be a whole number from 0 to ${most}, not "${value}".`);
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '4190' },
        host: { type: 'string', default: '127.0.0.1' },
        'first-token-ms': { type: 'string', default: '0' },
        'gap-ms': { type: 'string', default: '0' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return wrongUsage(error instanceof Error ? error.message : String(error));
  }
}

const options = readOptions();
if (options.help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
const pace: Pace = {
  headersMs: 0,
  firstTokenMs: whole('first-token-ms', options['first-token-ms'], 600_000),
  gapMs: whole('gap-ms', options['gap-ms'], 600_000),
};
const paced = pace.firstTokenMs > 0 || pace.gapMs > 0;
const port = whole('port', options.port, 65_535);
try {
  const fake = await startFakeUpstream({
    port,
    host: options.host,
    seenMax: 0,
    ...(paced ? { pace } : {}),
  });
  process.stdout.write(
    `The fake upstream listens on ${fake.origin}. To point Jackfield at it:\n\n${environment(fake)}\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void fake.close());
  }
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The fake upstream can't listen on ${options.host}:${port}: ${reason}\n`);
  process.exitCode = 1;
}
