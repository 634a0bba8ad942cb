import { isDeepStrictEqual } from 'node:util';
import {
  Collector,
  type ChatCompletion,
  type ChatCompletionChunk,
} from '@jackfield/chat-completions';
import { describe, expect, test } from 'vitest';
import { abandonedTurn } from '../../test/abandoned-turn.ts';
import {
  answerSchema,
  contractRequests,
  pixelPng,
  weatherTool,
  type SentRequest,
} from './provider-contract-requests.ts';
import { ProviderError, type ProviderErrorKind } from './provider-error.ts';
import type {
  Provider,
  ProviderCall,
  StreamEvent,
  UpstreamHead,
  UpstreamRequest,
} from './provider.ts';
import type { RequestField } from './request-fields.ts';

/**
 * The answers every format is asked to give, each with the same meaning whoever gives it:
 *
 * - `text` says “Hello, wörld 👋” and stops.
 * - `unknowns` the same, among fields and events that nobody has heard of.
 * - `usage` the same, with the fullest usage report the format has: see `ContractSubject.usage`.
 * - `toolCall` calls `get_weather` with `{"city":"Paris"}`.
 * - `parallelToolCalls` calls `get_weather` for Paris, then for Rome.
 * - `structuredOutput` says `{"city":"Paris","celsius":21}` and stops.
 * - `stopSequence` says “One, two” and is ended by a stop sequence.
 * - `length` says “Once upon a” and is ended by the limit on output tokens.
 * - `contentFilter` is ended by the content filter, with or without text before.
 * - `reasoning` thinks “Two and two.” and says “Four.”
 */
export const contractScenarios = [
  'text',
  'unknowns',
  'usage',
  'toolCall',
  'parallelToolCalls',
  'structuredOutput',
  'stopSequence',
  'length',
  'contentFilter',
  'reasoning',
] as const;

export type ContractScenario = (typeof contractScenarios)[number];

/** The bytes of one scenario's answer, as an upstream of this kind sends them. */
export interface RecordedAnswer {
  readonly stream: Buffer;
  readonly completion: Buffer;
}

export interface RecordedError {
  readonly name: string;
  readonly head: UpstreamHead;
  readonly body: Buffer | string;
  readonly kind: ProviderErrorKind;
  /** Only where the kind leaves more than one. */
  readonly code?: string;
  readonly retryAfterMs?: number | null;
}

/** A stream with a good head that says on its way that it failed. */
export interface RecordedFailingStream {
  readonly name: string;
  readonly bytes: Buffer;
  readonly kind: ProviderErrorKind;
}

export interface ContractUsage {
  readonly prompt: number;
  readonly completion: number;
  readonly total: number;
  /** `null` where the format doesn't report it. */
  readonly cached: number | null;
  readonly reasoning: number | null;
}

/** What a provider brings to the contract: its own bytes, and a reader of its own request bodies. */
export interface ContractSubject {
  readonly provider: Provider;
  readonly baseUrl: string;
  readonly upstreamModel: string;
  readonly streamHead: UpstreamHead;
  readonly completionHead: UpstreamHead;
  /** `null` where the format has no such answer. */
  readonly answers: Readonly<Record<ContractScenario, RecordedAnswer | null>>;
  /** What the `usage` scenario reports. */
  readonly usage: ContractUsage;
  /** At least one of each kind in `requiredErrorKinds`. */
  readonly errors: readonly RecordedError[];
  readonly failingStreams: readonly RecordedFailingStream[];
  /** Reads the provider's request as the vendor would, independently of the code that wrote it. */
  readRequest(request: UpstreamRequest): SentRequest;
}

/** The kinds of error that every vendor has words for. */
const requiredErrorKinds = [
  'auth',
  'not_found',
  'rate_limited',
  'invalid_request',
  'context_length',
  'overloaded',
  'unavailable',
] as const satisfies readonly ProviderErrorKind[];

/** The code a caller reads for a kind, the same whichever provider failed. */
const codes: Partial<Record<ProviderErrorKind, string>> = {
  auth: 'provider_auth_failed',
  not_found: 'upstream_not_found',
  rate_limited: 'rate_limit_exceeded',
  context_length: 'context_length_exceeded',
  overloaded: 'upstream_overloaded',
  unavailable: 'upstream_unavailable',
  timeout: 'upstream_timeout',
  content_filter: 'content_filter',
};

/** What servers write before an answer, and every reader of JSON and events passes over. */
const leadIns = [
  { what: 'blank lines', leadIn: Buffer.from('\n'.repeat(100)) },
  { what: 'blank lines of another kind', leadIn: Buffer.from(' \t\r\n'.repeat(100)) },
  { what: 'a byte order mark', leadIn: Buffer.from('\uFEFF') },
  { what: 'a byte order mark and blank lines', leadIn: Buffer.from(`\uFEFF${'\r\n'.repeat(50)}`) },
];

const expectedText: Partial<Record<ContractScenario, string>> = {
  text: 'Hello, wörld 👋',
  unknowns: 'Hello, wörld 👋',
  usage: 'Hello, wörld 👋',
  structuredOutput: '{"city":"Paris","celsius":21}',
  stopSequence: 'One, two',
  length: 'Once upon a',
  reasoning: 'Four.',
};

const expectedFinish: Record<ContractScenario, string> = {
  text: 'stop',
  unknowns: 'stop',
  usage: 'stop',
  toolCall: 'tool_calls',
  parallelToolCalls: 'tool_calls',
  structuredOutput: 'stop',
  stopSequence: 'stop',
  length: 'length',
  contentFilter: 'content_filter',
  reasoning: 'stop',
};

const expectedCities: Partial<Record<ContractScenario, string[]>> = {
  toolCall: ['Paris'],
  parallelToolCalls: ['Paris', 'Rome'],
};

/**
 * Runs the one suite that every provider passes. Guarantees that callers can't tell which provider
 * answered: the same words, tool calls, finish reasons, usage and error codes, however bytes are cut.
 */
export function providerContract(name: string, subject: ContractSubject): void {
  describe(`the ${name} provider, by contract`, () => {
    const recorded = contractScenarios.flatMap((scenario) => {
      const answer = subject.answers[scenario];
      return answer === null ? [] : [{ scenario, answer }];
    });
    describe.each(recorded)('the answer $scenario', ({ scenario, answer }) => {
      answerContract(subject, scenario, answer);
    });
    describe('an answer whose caller leaves', () => {
      const { provider, upstreamModel, streamHead: head, answers } = subject;
      const stream = answers.text?.stream ?? Buffer.alloc(0);
      const text = expectedText.text ?? '';
      const beginning = (): Buffer => beginningOf(subject, stream);
      abandonedTurn({ provider: provider.id, upstreamModel, head, stream, text, beginning });
    });
    describe('errors', () => {
      errorContract(subject);
    });
    describe('requests', () => {
      requestContract(subject);
    });
  });
}

function answerContract(
  subject: ContractSubject,
  scenario: ContractScenario,
  answer: RecordedAnswer,
): void {
  const { stream } = answer;

  test('means the same, whole', () => {
    const { completion, json } = subject.provider.decodeCompletion(
      subject.completionHead,
      answer.completion,
      callOf(subject, { streaming: false }),
    );
    expectMeaning(completion, scenario, subject);
    expect(JSON.parse(json.toString('utf8')), 'json is the completion').toEqual(completion);
    expect(completion.id).not.toBe('');
    expect(completion.object).toBe('chat.completion');
  });

  test.each([false, true])('means the same, streamed, with include_usage %s', (includeUsage) => {
    const call = callOf(subject, { includeUsage });
    const decoder = subject.provider.decodeStream(subject.streamHead, call);
    const chunks = [...decoder.push(stream), ...decoder.end()].map(({ chunk }) => chunk);
    const completion = collect(chunks);
    expect(completion, 'has an end').not.toBeNull();
    // Who didn't ask for it may be given none, but the turn is told all the same.
    const kept = includeUsage || completion?.usage ? {} : { usage: decoder.usage ?? null };
    if (completion !== null) expectMeaning({ ...completion, ...kept }, scenario, subject);
    expectGoodStream(chunks, includeUsage);
  });

  test.each(leadIns)('means the same, whole, behind $what', ({ leadIn }) => {
    const call = callOf(subject, { streaming: false });
    const [plain, behind] = [Buffer.alloc(0), leadIn].map((before) =>
      subject.provider.decodeCompletion(
        subject.completionHead,
        Buffer.concat([before, answer.completion]),
        call,
      ),
    );
    expect(behind?.completion).toEqual(plain?.completion);
    // What goes on to the caller is without it: not every caller's reader passes over it.
    expect(behind?.json.toString('utf8')).toBe(plain?.json.toString('utf8'));
  });

  // Bedrock's frames are no text, and nothing stands before them.
  const isText = String(subject.streamHead.headers['content-type']).startsWith('text/');
  test.runIf(isText).each(leadIns)('means the same, streamed, behind $what', ({ leadIn }) => {
    const whole = decode(subject, [stream]);
    expect(decode(subject, [Buffer.concat([leadIn, stream])])).toEqual(whole);
    const bytes = [...leadIn].map((byte) => Buffer.from([byte]));
    expect(decode(subject, [...bytes, stream]), 'byte by byte').toEqual(whole);
  });

  test('gives the same events wherever its bytes are cut', () => {
    const whole = decode(subject, [stream]);
    for (let cut = 1; cut < stream.length; cut += 1) {
      const events = decode(subject, [stream.subarray(0, cut), stream.subarray(cut)]);
      // Strings are compared, which is quick: there are as many cuts as bytes.
      if (jsonOf(events) !== jsonOf(whole)) expect(events, `cut at byte ${cut}`).toEqual(whole);
    }
    const bytes = [...stream.keys()].map((index) => stream.subarray(index, index + 1));
    expect(decode(subject, bytes)).toEqual(whole);
    for (const { chunk, json } of whole) expect(JSON.parse(json), 'is the chunk').toEqual(chunk);
  });

  test('abandoned half-way, shares nothing with the next', () => {
    const whole = decode(subject, [stream]);
    const middle = Math.floor(stream.length / 2);
    const abandoned = subject.provider.decodeStream(subject.streamHead, callOf(subject));
    const before = [...abandoned.push(stream.subarray(0, middle))];
    expect(decode(subject, [stream])).toEqual(whole);
    // Nor has the next one's answer reached what was left.
    const after = [...abandoned.push(stream.subarray(middle)), ...abandoned.end()];
    expect([...before, ...after]).toEqual(whole);
  });

  test('is an error wherever it breaks off', () => {
    const whole = collect(decode(subject, [stream]).map(({ chunk }) => chunk));
    const lengths = [...stream.keys()];
    const quiet = lengths.filter((length) => {
      const completion = completionOrFailure(subject, stream.subarray(0, length));
      // Broken off after the finish reason, all was said: that is no failure.
      return completion !== null && !isDeepStrictEqual(completion.choices, whole?.choices);
    });
    expect(quiet, 'lengths at which less than all passes for the answer').toEqual([]);
  });
}

function errorContract(subject: ContractSubject): void {
  const { provider } = subject;

  test.each(subject.errors)('$name is $kind', ({ head, body, kind, code, retryAfterMs }) => {
    const error = provider.toError(head, Buffer.from(body));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error.kind).toBe(kind);
    const expectedCode = code ?? codes[kind];
    if (expectedCode !== undefined) expect(error.code).toBe(expectedCode);
    if (retryAfterMs !== undefined) expect(error.retryAfterMs).toBe(retryAfterMs);
    // Waiting fills no account.
    if (error.code === 'insufficient_quota') expect(error.retryable).toBe(false);
    expect(error.message, 'says something').not.toBe('');
    expect(error.detail, 'keeps the vendor’s words').not.toBe('');
  });

  test.each(leadIns)('says the same behind $what', ({ leadIn }) => {
    for (const { head, body } of subject.errors) {
      const behind = provider.toError(head, Buffer.concat([leadIn, Buffer.from(body)]));
      const { kind, code, param, message, detail, retryAfterMs } = provider.toError(
        head,
        Buffer.from(body),
      );
      expect(behind).toMatchObject({ kind, code, param, message, detail, retryAfterMs });
    }
  });

  test.each([
    [
      'https://user:canary@models.example:8443/canary?key=canary#canary',
      'https://models.example:8443',
    ],
    ['HTTP://MODELS.EXAMPLE/canary', 'http://models.example'],
    ['/canary?key=canary', 'another path of its own'],
    ['canary', 'another path of its own'],
    ['//models.example/canary', 'another address'],
    ['javascript:canary', 'another address'],
    [undefined, 'another address'],
  ])('a redirect to %s says where to by origin alone, and what to do', (location, where) => {
    for (const status of [300, 301, 302, 303, 307, 308]) {
      const body = '{"error":{"message":"canary","type":"overloaded_error","code":429}}';
      const error = provider.toError(
        { status, headers: location === undefined ? {} : { location } },
        Buffer.from(body),
      );
      expect(error).toMatchObject({
        kind: 'not_found',
        code: 'upstream_redirects',
        retryable: false,
      });
      expect(error.message).toContain(`redirects to ${where},`);
      expect(error.message).toContain('Give the final URL');
      expect(error.message + error.detail).not.toContain('canary');
    }
  });

  test('has recorded an error of every kind that vendors have', () => {
    const kinds = new Set(subject.errors.map(({ kind }) => kind));
    expect(requiredErrorKinds.filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  test.each(subject.failingStreams)('$name inside a stream is $kind', ({ bytes, kind }) => {
    const kinds = [...bytes.keys()].map((cut) => {
      const error = failureOf(() => decode(subject, [bytes.subarray(0, cut), bytes.subarray(cut)]));
      return error instanceof ProviderError ? error.kind : error;
    });
    expect(new Set(kinds), 'however it is cut').toEqual(new Set([kind]));
  });

  test.each([
    ['nothing', ''],
    ['HTML', '<!doctype html><title>Sign in</title>'],
    ['broken JSON', '{"error": {"mess'],
    ['another shape', '[[1], null, {"error": 5}]'],
    ['null', 'null'],
  ])('an error body that holds %s is still an error', (_what, body) => {
    const expected = [
      [400, 'invalid_request'],
      [401, 'auth'],
      [402, 'rate_limited'],
      [404, 'not_found'],
      [407, 'auth'],
      [409, 'overloaded'],
      [410, 'not_found'],
      [413, 'invalid_request'],
      [421, 'unavailable'],
      [422, 'invalid_request'],
      [423, 'overloaded'],
      [424, 'unavailable'],
      [425, 'overloaded'],
      [429, 'rate_limited'],
      [451, 'unavailable'],
      [499, 'unavailable'],
      [500, 'unavailable'],
      [503, 'overloaded'],
    ] as const;
    const found = expected.map(([status]) => {
      const { kind } = provider.toError({ status, headers: {} }, Buffer.from(body));
      return [status, kind];
    });
    expect(found).toEqual(expected);
  });

  test('a payment that is due is an empty account, which is not asked again', () => {
    const error = provider.toError({ status: 402, headers: {} }, Buffer.from(''));
    expect(error).toMatchObject({
      kind: 'rate_limited',
      code: 'insufficient_quota',
      retryable: false,
    });
  });

  test('a conflict that may pass is asked again', () => {
    const head = { status: 409, headers: { 'retry-after': '1' } };
    const error = provider.toError(head, Buffer.from(''));
    expect(error).toMatchObject({ retryable: true, retryAfterMs: 1_000 });
  });

  test.each([
    ['nothing', ''],
    ['HTML', '<!doctype html><title>Sign in</title>'],
    ['broken JSON', '{"choices": [{"mess'],
    ['another shape', '[]'],
    ['null', 'null'],
  ])('a good status over %s is no answer', (_what, body) => {
    const bytes = Buffer.from(body);
    const whole = failureOf(() =>
      provider.decodeCompletion(
        subject.completionHead,
        bytes,
        callOf(subject, { streaming: false }),
      ),
    );
    expect(whole).toMatchObject({ name: 'ProviderError', kind: 'bad_response' });
    expect(completionOrFailure(subject, bytes)).toBeNull();
  });
}

function requestContract(subject: ContractSubject): void {
  const sent = (request: keyof typeof contractRequests, streaming = true): SentRequest =>
    subject.readRequest(
      subject.provider.toRequest(
        callOf(subject, { request: contractRequests[request], streaming }),
      ),
    );

  test.each([true, false])('carries text and its limits, streaming %s', (streaming) => {
    const { system, turns, maxTokens, temperature, stop } = sent('text', streaming);
    expect(system).toBe('Be brief.');
    expect(turns.map(({ role, text }) => [role, text])).toEqual([
      ['user', 'Hi'],
      ['assistant', 'Hello.'],
      ['user', 'How are you?'],
    ]);
    expect({ maxTokens, temperature, stop }).toEqual({
      maxTokens: 50,
      temperature: 0.5,
      stop: ['three'],
    });
  });

  test('carries a developer’s prompt as the system’s', () => {
    expect(sent('developer')).toMatchObject({
      system: 'Be brief.',
      maxTokens: 50,
      stop: ['three'],
    });
  });

  test('carries tools', () => {
    const { name, description, parameters } = weatherTool.function;
    expect(sent('tools').tools).toEqual([{ name, description, parameters }]);
  });

  test('carries tool calls and each result with its call', () => {
    const { turns } = sent('toolResults');
    const calls = turns.flatMap(({ toolCalls = [] }) => toolCalls);
    const results = turns.flatMap(({ toolResults = [] }) => toolResults);
    expect(calls.map(({ name, arguments: given }) => [name, given])).toEqual([
      ['get_weather', { city: 'Paris' }],
      ['get_weather', { city: 'Rome' }],
    ]);
    expect(results.map(({ text }) => text)).toEqual(['18 degrees', '24 degrees']);
    expect(results.map(({ id }) => id)).toEqual(calls.map(({ id }) => id));
    for (const { id, name } of results) expect(id ?? name, 'is tied to its call').toBeTruthy();
  });

  test('carries an image', () => {
    const images = sent('image').turns.flatMap((turn) => turn.images ?? []);
    expect(images).toEqual([`image/png;${pixelPng}`]);
  });

  test('does with an image’s URL as it declares', () => {
    const url = 'https://pictures.example/a.png';
    const content = [{ type: 'image_url', image_url: { url } }];
    const request = { messages: [{ role: 'user', content }] };
    const send = (): UpstreamRequest => subject.provider.toRequest(callOf(subject, { request }));
    if (subject.provider.imageUrls === 'carried') {
      const { turns } = subject.readRequest(send());
      expect(turns.flatMap((turn) => turn.images ?? [])).toEqual([url]);
    } else {
      // The turn has fetched it before; what slips through is refused rather than left out.
      expect(failureOf(send)).toMatchObject({ kind: 'invalid_request' });
    }
  });

  test('carries the schema of a structured answer', () => {
    expect(sent('structuredOutput').answerSchema).toEqual(answerSchema);
  });

  test('carries every form of tool_choice', () => {
    const forms = [
      ['auto', 'auto'],
      ['required', 'required'],
      [{ type: 'function', function: { name: 'get_weather' } }, { name: 'get_weather' }],
    ] as const;
    for (const [given, expected] of forms) {
      const request = { ...contractRequests.tools, tool_choice: given };
      const { toolChoice } = subject.readRequest(
        subject.provider.toRequest(callOf(subject, { request })),
      );
      expect(expected === 'auto' ? (toolChoice ?? 'auto') : toolChoice).toEqual(expected);
    }
    const none = { ...contractRequests.tools, tool_choice: 'none' as const };
    const read = subject.readRequest(
      subject.provider.toRequest(callOf(subject, { request: none })),
    );
    expect(read.toolChoice === 'none' || read.tools.length === 0, 'no tool may be called').toBe(
      true,
    );
  });

  test('leaves the caller’s request as it was', () => {
    for (const request of Object.values(contractRequests)) {
      const before = structuredClone(request);
      subject.provider.toRequest(callOf(subject, { request }));
      expect(request).toEqual(before);
    }
  });

  test('treats each field as its table says', () => {
    for (const [field, treatment] of Object.entries(subject.provider.fields)) {
      const value = fieldExamples[field as keyof typeof fieldExamples];
      const name = field === 'others' ? 'a_field_of_tomorrow' : field;
      const call = callOf(subject, {
        request: { ...contractRequests.tools, [name]: value },
      });
      if (treatment === 'refused') {
        const error = failureOf(() => subject.provider.toRequest(call));
        expect(error, `${name} is refused`).toMatchObject({
          kind: 'invalid_request',
          code: 'unsupported_parameter',
          param: name,
        });
        continue;
      }
      const { dropped, body } = subject.provider.toRequest(call);
      expect(dropped, `${name} is ${treatment}`).toEqual(treatment === 'dropped' ? [name] : []);
      if (treatment === 'carried') {
        expect(JSON.parse(String(body)), `${name} is carried`).toMatchObject({ [name]: value });
      }
      if (treatment === 'dropped') {
        expect(Object.keys(JSON.parse(String(body))), `${name} is dropped`).not.toContain(name);
      }
    }
  });
}

/** A value of each field that asks for something. */
const fieldExamples: Record<RequestField | 'others', unknown> = {
  temperature: 0.5,
  top_p: 0.9,
  frequency_penalty: 0.5,
  presence_penalty: 0.5,
  max_tokens: 50,
  max_completion_tokens: 50,
  stop: ['three'],
  n: 2,
  seed: 7,
  logit_bias: { '50256': -100 },
  logprobs: true,
  top_logprobs: 2,
  tools: [weatherTool],
  tool_choice: 'auto',
  parallel_tool_calls: false,
  response_format: { type: 'json_object' },
  reasoning_effort: 'low',
  stream_options: { include_usage: true },
  user: 'user-1',
  metadata: { ticket: '7' },
  modalities: ['text', 'audio'],
  audio: { voice: 'alloy', format: 'wav' },
  prediction: { type: 'content', content: 'Hello' },
  service_tier: 'default',
  store: true,
  verbosity: 'low',
  prompt_cache_key: 'front-desk',
  safety_identifier: 'caller-1',
  web_search_options: {},
  functions: [weatherTool.function],
  function_call: 'auto',
  others: 'of tomorrow',
};

function callOf(subject: ContractSubject, more: Partial<ProviderCall> = {}): ProviderCall {
  return {
    request: contractRequests.text,
    upstreamModel: subject.upstreamModel,
    baseUrl: subject.baseUrl,
    streaming: true,
    includeUsage: false,
    repairs: [],
    refusedFields: [],
    unknownFieldsRefused: false,
    created: 1_790_000_000,
    completionId: 'chatcmpl-contract',
    ...more,
  };
}

function decode(
  subject: ContractSubject,
  reads: readonly Buffer[],
  includeUsage = false,
): StreamEvent[] {
  const decoder = subject.provider.decodeStream(
    subject.streamHead,
    callOf(subject, { includeUsage }),
  );
  const events = reads.flatMap((bytes) => [...decoder.push(bytes)]);
  return [...events, ...decoder.end()];
}

function collect(chunks: readonly ChatCompletionChunk[]): ChatCompletion | null {
  const collector = new Collector();
  for (const chunk of chunks) collector.push(chunk);
  return collector.completion();
}

/** The first half of an answer, and more only where that holds no token yet. */
function beginningOf(subject: ContractSubject, stream: Buffer): Buffer {
  const lengths = [...stream.keys()].slice(Math.floor(stream.length / 2));
  const length = lengths.find((end) => {
    const events = [
      ...subject.provider
        .decodeStream(subject.streamHead, callOf(subject))
        .push(stream.subarray(0, end)),
    ];
    return events.some(({ chunk }) => chunk.choices[0]?.delta.content);
  });
  return stream.subarray(0, length ?? 0);
}

/** The answer as far as it came, or `null` where the decoder or the missing end says it failed. */
function completionOrFailure(subject: ContractSubject, bytes: Buffer): ChatCompletion | null {
  try {
    return collect(decode(subject, [bytes]).map(({ chunk }) => chunk));
  } catch (error) {
    if (error instanceof ProviderError) return null;
    throw error;
  }
}

function failureOf(step: () => unknown): unknown {
  try {
    step();
  } catch (error) {
    return error;
  }
  return null;
}

function jsonOf(events: readonly StreamEvent[]): string {
  return events.map(({ json }) => json).join('\n');
}

function expectMeaning(
  completion: ChatCompletion,
  scenario: ContractScenario,
  { usage }: ContractSubject,
): void {
  expect(completion.choices).toHaveLength(1);
  const [choice] = completion.choices;
  const text = expectedText[scenario];
  if (text !== undefined) expect(choice?.message.content).toBe(text);
  expect(choice?.finish_reason).toBe(expectedFinish[scenario]);
  expect(choice?.message.role).toBe('assistant');
  const calls = choice?.message.tool_calls ?? [];
  const cities = expectedCities[scenario] ?? [];
  expect(
    calls.map((call) => [call.type, call.function.name, JSON.parse(call.function.arguments)]),
  ).toEqual(cities.map((city) => ['function', 'get_weather', { city }]));
  const ids = new Set(calls.map(({ id }) => id));
  expect(ids.size, 'each call has its own id').toBe(cities.length);
  expect(ids.has('')).toBe(false);
  if (scenario === 'reasoning') {
    expect(choice?.message['reasoning_content']).toBe('Two and two.');
  }
  if (scenario === 'usage') expectUsage(completion, usage);
}

function expectUsage({ usage }: ChatCompletion, expected: ContractUsage): void {
  expect(usage).toMatchObject({
    prompt_tokens: expected.prompt,
    completion_tokens: expected.completion,
    total_tokens: expected.total,
  });
  if (expected.cached !== null) {
    expect(usage?.prompt_tokens_details?.cached_tokens).toBe(expected.cached);
  }
  if (expected.reasoning !== null) {
    expect(usage?.completion_tokens_details?.reasoning_tokens).toBe(expected.reasoning);
  }
}

/** What OpenAI's clients rely on in a stream: see `ChatCompletionStream` of the `openai` package. */
function expectGoodStream(chunks: readonly ChatCompletionChunk[], includeUsage: boolean): void {
  expect(new Set(chunks.map(({ object }) => object))).toEqual(new Set(['chat.completion.chunk']));
  expect(new Set(chunks.map(({ id }) => id)).size, 'one id').toBe(1);
  expect(new Set(chunks.map(({ created }) => created)).size, 'one time').toBe(1);
  const choices = chunks.flatMap((chunk) => chunk.choices);
  expect(choices[0]?.delta.role, 'the first delta names the role').toBe('assistant');
  for (const { delta, index } of choices) {
    expect(index).toBe(0);
    for (const call of delta.tool_calls ?? []) expect(call.index).toBeTypeOf('number');
  }
  const finished = choices.findIndex(({ finish_reason: reason }) => Boolean(reason));
  expect(finished, 'the finish reason comes last').toBe(choices.length - 1);
  const last = chunks.at(-1);
  if (includeUsage && last?.usage) expect(last.choices, 'usage has its own chunk').toEqual([]);
}
