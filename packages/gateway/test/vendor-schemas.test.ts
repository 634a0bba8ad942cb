import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import {
  chatCompletionRequestToJSON,
  type ChatCompletionRequest as MistralRequest,
} from '@mistralai/mistralai/models/components';
import { describe, expect, test } from 'vitest';
import { conversationSet } from '../src/providers/conversation-set.ts';
import { contractRequests, weatherTool } from '../src/providers/provider-contract-requests.ts';
import { providers } from '../src/providers/providers.ts';
import { providerCall } from './provider-call.ts';
import type { VendorRequests } from './vendor-requests.ts';

const { messages, tools } = contractRequests.tools;

/** What callers may ask for beyond the contract. */
const more: Record<string, ChatCompletionRequest> = {
  sampling: {
    messages,
    temperature: 1.4,
    top_p: 0.9,
    frequency_penalty: 0.1,
    presence_penalty: 0.2,
    seed: 7,
    stop: ['a', 'b'],
    max_tokens: 10,
    n: 1,
    user: 'caller-1',
    metadata: { call: '1' },
    logprobs: true,
    top_logprobs: 2,
    service_tier: 'auto',
  },
  namedTool: {
    messages,
    tools,
    tool_choice: { type: 'function', function: { name: 'get_weather' } },
    parallel_tool_calls: false,
  },
  requiredTool: { messages, tools, tool_choice: 'required' },
  noTool: { messages, tools, tool_choice: 'none' },
  strictTool: {
    messages,
    tools: [{ ...weatherTool, function: { ...weatherTool.function, strict: true } }],
  },
  anyJson: { messages, response_format: { type: 'json_object' } },
  thinking: { messages, reasoning_effort: 'low', max_completion_tokens: 4_000 },
};

const conversations = Object.entries(conversationSet).map(
  ([name, said]): [string, ChatCompletionRequest] => [name, { messages: said, tools }],
);
const requests = [...Object.entries({ ...contractRequests, ...more }), ...conversations];

/** The bodies in which a provider sends all of these, streamed and not. */
function bodiesOf(providerId: string, upstreamModel: string): [name: string, body: string][] {
  const provider = providers.get(providerId);
  if (provider === undefined) throw new Error(`There is no provider ${providerId}.`);
  return requests.flatMap(([name, request]) =>
    [true, false].map((streaming): [string, string] => [
      `${name}${streaming ? ', streamed' : ''}`,
      String(provider.toRequest(providerCall(request, { upstreamModel, streaming })).body),
    ]),
  );
}

describe('Mistral’s own schema', () => {
  test.each(bodiesOf('mistral', 'mistral-small-latest'))('keeps all of %s', (_name, body) => {
    // Its SDK takes the fields in another spelling, checks them, and drops what it doesn't know.
    const given = inCamelCase(JSON.parse(body));
    // That it holds is what the SDK checks.
    const kept = JSON.parse(chatCompletionRequestToJSON(given as MistralRequest));
    expect(kept).toMatchObject(JSON.parse(body));
  });
});

const typed: readonly [id: keyof VendorRequests, upstreamModel: string][] = [
  ['openai', 'gpt-4o-mini'],
  ['anthropic', 'claude-haiku-4-5'],
  ['gemini', 'gemini-3.8-flash'],
];

/** Held against literals, the compiler also refuses fields that a type doesn't have. */
describe('the types of the vendor’s SDK', () => {
  test.each(typed)(
    'take every body of %s',
    async (id, upstreamModel) => {
      const said = await compile(id, bodiesOf(id, upstreamModel));
      expect(said).toBe('');
    },
    60_000,
  );

  test.each(typed)(
    'of %s refuse what the vendor doesn’t know',
    async (id) => {
      const wrong = '{ model: "m", max_tokens: 1, messages: [], contents: [], made_up: 1 }';
      expect(await compile(id, [['wrong', wrong]])).toMatch(/TS2353/);
    },
    60_000,
  );
});

const require = createRequire(import.meta.url);
const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
// Where the vendors' packages are found from, and Git looks away.
const cache = fileURLToPath(new URL('../../../node_modules/.cache/', import.meta.url));

/** What the compiler says against bodies as a vendor's; nothing when all is well. */
async function compile(
  id: keyof VendorRequests,
  bodies: readonly [name: string, body: string][],
): Promise<string> {
  const lines = bodies.map(
    ([name, body], index) => `const body${index}: VendorRequests['${id}'] = ${body}; // ${name}`,
  );
  const from = fileURLToPath(new URL('vendor-requests.ts', import.meta.url));
  const source = [`import type { VendorRequests } from '${from}';`, ...lines].join('\n');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'vendor-types-'));
  try {
    await writeFile(join(folder, 'bodies.ts'), source);
    const options = {
      compilerOptions: {
        strict: true,
        noEmit: true,
        allowImportingTsExtensions: true,
        skipLibCheck: true,
        module: 'nodenext',
        target: 'es2024',
        types: ['node'],
      },
      files: ['bodies.ts'],
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options));
    const run = promisify(execFile)(process.execPath, [
      compiler,
      '-p',
      folder,
      '--pretty',
      'false',
    ]);
    return await run.then(
      ({ stdout }) => stdout,
      (failure: { stdout?: string; message: string }) => failure.stdout || failure.message,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Fields of values that are the caller's own (schemas, metadata) stay as they are. */
const opaque: ReadonlySet<string> = new Set(['parameters', 'schema', 'metadata']);

function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      // The SDK's one name of its own: `schema` is a word that zod keeps for itself.
      name === 'schema' ? 'schemaDefinition' : name.replace(/_([a-z])/g, (_, c) => c.toUpperCase()),
      opaque.has(name) ? inner : inCamelCase(inner),
    ]),
  );
}
