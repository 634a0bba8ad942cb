import type { ChatCompletionRequest } from '@jackfield/chat-completions';
import type { RepairId } from '@jackfield/gateway-config';
import { done, event } from './fake-upstream.ts';

/** What a caller must make of an answer, however its upstream said it. */
export interface Meant {
  readonly text?: string;
  readonly calls?: readonly { readonly name: string; readonly arguments: object }[];
  readonly finish: string;
  readonly totalTokens?: number;
}

/** One way in which servers stray from OpenAI's format, by its number in docs/reference/repairs.md. */
export interface Deviation {
  readonly number: string;
  readonly name: string;
  readonly repair: RepairId;
  readonly request?: Partial<ChatCompletionRequest>;
  readonly bytes: string;
  readonly meant: Meant;
}

const frame = {
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_790_000_000,
  model: 'upstream-model',
};
const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };

function chunk(delta: object, finish: string | null = null, more: object = {}): object {
  return {
    ...frame,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    ...more,
  };
}

function stream(...chunks: object[]): string {
  return chunks.map(event).join('') + done;
}

/** A choice that has a whole answer's `message`. */
function said(message: object, finish: string | null = null, more: object = {}): object {
  return { ...frame, choices: [{ index: 0, message, finish_reason: finish, ...more }] };
}

const begin = chunk({ role: 'assistant', content: '' });
const hello = chunk({ content: 'Hello' });
const world = chunk({ content: ', wörld 👋' });
const stop = chunk({}, 'stop');
const greeting = { text: 'Hello, wörld 👋', finish: 'stop' };

function callPart(fields: object, more: object = {}): object {
  return chunk({ tool_calls: [fields], ...more });
}

const weather = (city: string) => ({ name: 'get_weather', arguments: { city } });
const two = { calls: [weather('Paris'), weather('Rome')], finish: 'tool_calls' };
const one = { calls: [weather('Paris')], finish: 'tool_calls' };
const asText = (city: string): string => JSON.stringify({ city });
const called = (city: string) => ({ name: 'get_weather', arguments: asText(city) });

const weatherTool = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
};
const timeTool = { type: 'function' as const, function: { name: 'get_time' } };
const tools = [weatherTool, timeTool];
const counted = { stream_options: { include_usage: true } };

/** Streams in the shapes of the servers and issues that docs/reference/repairs.md names. */
export const deviations: readonly Deviation[] = [
  {
    number: '#23',
    name: 'a first chunk without choices, id, model and time, as Azure sends it',
    repair: 'envelope',
    bytes: stream(
      {
        id: '',
        object: '',
        created: 0,
        model: '',
        choices: [],
        prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
      },
      begin,
      hello,
      world,
      stop,
    ),
    meant: greeting,
  },
  {
    number: '#24',
    name: 'a choice without delta, as Azure’s asynchronous filter sends it',
    repair: 'envelope',
    bytes: stream(begin, hello, world, stop, {
      ...frame,
      choices: [{ index: 0, finish_reason: null, content_filter_offsets: { check_offset: 44 } }],
    }),
    meant: greeting,
  },
  {
    number: '#25',
    name: 'an empty finish reason until the end, as Ollama sent it',
    repair: 'finish-reason',
    bytes: stream(
      chunk({ role: 'assistant', content: 'Hello' }, ''),
      chunk({ content: ', wörld 👋' }, ''),
      stop,
    ),
    meant: greeting,
  },
  {
    number: '#26',
    name: 'no finish reason until the end, as xAI sends it',
    repair: 'finish-reason',
    bytes: stream(
      { ...frame, choices: [{ index: 0, delta: { role: 'assistant', content: 'Hello' } }] },
      { ...frame, choices: [{ index: 0, delta: { content: ', wörld 👋' } }] },
      stop,
    ),
    meant: greeting,
  },
  ...(
    [
      ['eos_token', 'stop'],
      ['stop_sequence', 'stop'],
      ['end_turn', 'stop'],
      ['STOP', 'stop'],
      ['max_tokens', 'length'],
      ['model_length', 'length'],
      ['guardrail_intervened', 'content_filter'],
    ] as const
  ).map(([vendors, openAis]): Deviation => ({
    number: '#27',
    name: `the finish reason ${vendors}`,
    repair: 'finish-reason',
    bytes: stream(begin, hello, world, chunk({}, vendors)),
    meant: { ...greeting, finish: openAis },
  })),
  {
    number: '#27',
    name: 'the finish reason tool_use',
    repair: 'finish-reason',
    request: { tools },
    bytes: stream(
      begin,
      callPart({ index: 0, id: 'call_a', type: 'function', function: called('Paris') }),
      chunk({}, 'tool_use'),
    ),
    meant: one,
  },
  {
    number: '#29',
    name: 'no role in the first delta',
    repair: 'role',
    bytes: stream(hello, world, stop),
    meant: greeting,
  },
  {
    number: '#30',
    name: 'usage in the last choice’s chunk, as Mistral sends it',
    repair: 'usage',
    request: counted,
    bytes: stream(begin, hello, world, chunk({}, 'stop', { usage })),
    meant: { ...greeting, totalTokens: 13 },
  },
  {
    number: '#30',
    name: 'usage in every chunk',
    repair: 'usage',
    request: counted,
    bytes: stream(
      ...[begin, hello, world].map((each, index) => ({
        ...each,
        usage: { prompt_tokens: 9, completion_tokens: index, total_tokens: 9 + index },
      })),
      chunk({}, 'stop', { usage }),
    ),
    meant: { ...greeting, totalTokens: 13 },
  },
  {
    number: '#30',
    name: 'a usage chunk that holds a choice, as llama.cpp sent it',
    repair: 'usage',
    request: counted,
    bytes: stream(begin, hello, world, stop, chunk({}, null, { usage })),
    meant: { ...greeting, totalTokens: 13 },
  },
  {
    number: '#30',
    name: 'usage although nobody asked for it',
    repair: 'usage',
    bytes: stream(begin, hello, world, chunk({}, 'stop', { usage }), {
      ...frame,
      choices: [],
      usage,
    }),
    meant: greeting,
  },
  {
    number: '#33',
    name: 'tool calls without index, as Ollama sent them',
    repair: 'tool-calls',
    request: { tools },
    bytes: stream(
      begin,
      callPart({ id: 'call_a', type: 'function', function: called('Paris') }),
      callPart({ id: 'call_b', type: 'function', function: called('Rome') }),
      chunk({}, 'tool_calls'),
    ),
    meant: two,
  },
  {
    number: '#33',
    name: 'tool calls without index, in parts, the later ones without id',
    repair: 'tool-calls',
    request: { tools },
    bytes: stream(
      begin,
      callPart({
        id: 'call_a',
        type: 'function',
        function: { name: 'get_weather', arguments: '' },
      }),
      callPart({ function: { arguments: '{"city":' } }),
      callPart({ function: { arguments: '"Paris"}' } }),
      callPart({
        id: 'call_b',
        type: 'function',
        function: { name: 'get_weather', arguments: '' },
      }),
      callPart({ function: { arguments: asText('Rome') } }),
      chunk({}, 'tool_calls'),
    ),
    meant: two,
  },
  {
    number: '#34',
    name: 'tool calls that are all index 0',
    repair: 'tool-calls',
    request: { tools },
    bytes: stream(
      begin,
      callPart({ index: 0, id: 'call_a', type: 'function', function: called('Paris') }),
      callPart({ index: 0, id: 'call_b', type: 'function', function: called('Rome') }),
      chunk({}, 'tool_calls'),
    ),
    meant: two,
  },
  {
    number: '#34',
    name: 'tool calls that are all index 0 in one delta, without ids',
    repair: 'tool-calls',
    request: { tools },
    bytes: stream(
      begin,
      chunk({
        tool_calls: [
          { index: 0, type: 'function', function: called('Paris') },
          { index: 0, type: 'function', function: called('Rome') },
        ],
      }),
      chunk({}, 'tool_calls'),
    ),
    meant: two,
  },
  {
    number: '#35',
    name: 'tool calls that begin at index 1, as Anthropic’s compatible endpoint numbers them',
    repair: 'tool-calls',
    request: { tools },
    bytes: stream(
      begin,
      callPart({
        index: 1,
        id: 'call_a',
        type: 'function',
        function: { name: 'get_weather', arguments: '' },
      }),
      callPart({ index: 1, function: { arguments: asText('Paris') } }),
      callPart({
        index: 2,
        id: 'call_b',
        type: 'function',
        function: { name: 'get_weather', arguments: '' },
      }),
      callPart({ index: 2, function: { arguments: asText('Rome') } }),
      chunk({}, 'tool_calls'),
    ),
    meant: two,
  },
  {
    number: '#36',
    name: 'arguments as an object',
    repair: 'tool-calls',
    request: { tools },
    bytes: stream(
      begin,
      callPart({ index: 0, id: 'call_a', type: 'function', function: weather('Paris') }),
      chunk({}, 'tool_calls'),
    ),
    meant: one,
  },
  {
    number: '#36',
    name: 'arguments that stay empty',
    repair: 'tool-calls',
    request: { tools },
    bytes: stream(
      begin,
      callPart({
        index: 0,
        id: 'call_a',
        type: 'function',
        function: { name: 'get_time', arguments: '' },
      }),
      chunk({}, 'tool_calls'),
    ),
    meant: { calls: [{ name: 'get_time', arguments: {} }], finish: 'tool_calls' },
  },
  {
    number: '#37',
    name: 'a tool call that is no list, as TGI sent it',
    repair: 'tool-calls',
    request: { tools },
    bytes: stream(
      chunk({
        role: 'assistant',
        tool_calls: {
          index: 0,
          id: '',
          type: 'function',
          function: { name: 'get_weather', arguments: '{"city":' },
        },
      }),
      chunk({
        role: 'assistant',
        tool_calls: {
          index: 0,
          id: '',
          type: 'function',
          function: { name: null, arguments: '"Paris"}' },
        },
      }),
      chunk({}, 'tool_calls'),
    ),
    meant: one,
  },
  {
    number: '#38',
    name: 'the finish reason stop although a tool is called, as Gemini’s compatible endpoint gives it',
    repair: 'finish-reason',
    request: { tools },
    bytes: stream(
      begin,
      callPart({ index: 0, id: 'call_a', type: 'function', function: called('Paris') }),
      stop,
    ),
    meant: one,
  },
  {
    number: '#39',
    name: 'a tool call without id and type',
    repair: 'tool-calls',
    request: { tools },
    bytes: stream(
      begin,
      callPart({ index: 0, function: called('Paris') }),
      callPart({ index: 1, function: called('Rome') }),
      chunk({}, 'tool_calls'),
    ),
    meant: two,
  },
  {
    number: '#39',
    name: 'a tool call without a name, where only one tool is on offer',
    repair: 'tool-calls',
    request: { tools: [weatherTool] },
    bytes: stream(
      begin,
      callPart({
        index: 0,
        id: 'call_a',
        type: 'function',
        function: { arguments: asText('Paris') },
      }),
      chunk({}, 'tool_calls'),
    ),
    meant: one,
  },
  {
    number: '#39',
    name: 'an empty name and a new id in every later part',
    repair: 'tool-calls',
    request: { tools },
    bytes: stream(
      begin,
      callPart({
        index: 0,
        id: 'call_a',
        type: 'function',
        function: { name: 'get_weather', arguments: '{"city":' },
      }),
      callPart({
        index: 0,
        id: 'call_x',
        type: 'function',
        function: { name: '', arguments: '"Par' },
      }),
      callPart({
        index: 0,
        id: 'call_y',
        type: 'function',
        function: { name: '', arguments: 'is"}' },
      }),
      chunk({}, 'tool_calls'),
    ),
    meant: one,
  },
  {
    number: '#39',
    name: 'one id for two tool calls',
    repair: 'tool-calls',
    request: { tools },
    bytes: stream(
      begin,
      callPart({ index: 0, id: 'call_0', type: 'function', function: called('Paris') }),
      callPart({ index: 1, id: 'call_0', type: 'function', function: called('Rome') }),
      chunk({}, 'tool_calls'),
    ),
    meant: two,
  },
  {
    number: '#41',
    name: 'OpenAI’s older function_call',
    repair: 'tool-calls',
    request: { tools },
    bytes: stream(
      begin,
      chunk({ function_call: { name: 'get_weather', arguments: '' } }),
      chunk({ function_call: { arguments: '{"city":' } }),
      chunk({ function_call: { arguments: '"Paris"}' } }),
      chunk({}, 'function_call'),
    ),
    meant: one,
  },
  {
    number: '#42',
    name: 'another id and time in every chunk',
    repair: 'envelope',
    bytes: stream(
      ...[begin, hello, world, stop].map((each, index) => ({
        ...each,
        id: `gen-${index}`,
        created: frame.created + index,
      })),
    ),
    meant: greeting,
  },
  {
    number: '#42',
    name: 'chunks without id, object, time, model and index',
    repair: 'envelope',
    bytes: stream(
      { choices: [{ delta: { role: 'assistant', content: 'Hello' }, finish_reason: null }] },
      { choices: [{ delta: { content: ', wörld 👋' }, finish_reason: null }] },
      { choices: [{ delta: {}, finish_reason: 'stop' }] },
    ),
    meant: greeting,
  },
  {
    number: '#48',
    name: 'a message instead of a delta, all at once',
    repair: 'envelope',
    bytes: stream(said({ role: 'assistant', content: 'Hello, wörld 👋' }, 'stop')),
    meant: greeting,
  },
  {
    number: '#48',
    name: 'messages instead of deltas, piece by piece, as NeMo Agent Toolkit sent them',
    repair: 'envelope',
    bytes: stream(
      said({ role: 'assistant', content: 'Hello' }),
      said({ role: 'assistant', content: ', wörld 👋' }),
      stop,
    ),
    meant: greeting,
  },
  {
    number: '#48',
    name: 'a message beside deltas that say nothing',
    repair: 'envelope',
    bytes: stream(
      begin,
      said({ role: 'assistant', content: 'Hello, wörld 👋' }, 'stop', { delta: {} }),
    ),
    meant: greeting,
  },
  {
    number: '#48',
    name: 'a message at the end that repeats what the deltas said',
    repair: 'envelope',
    bytes: stream(
      begin,
      hello,
      world,
      said({ role: 'assistant', content: 'Hello, wörld 👋' }, 'stop'),
    ),
    meant: greeting,
  },
  {
    number: '#48',
    name: 'tool calls in a message instead of a delta',
    repair: 'envelope',
    request: { tools },
    bytes: stream(
      said(
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'call_a', type: 'function', function: called('Paris') },
            { id: 'call_b', type: 'function', function: called('Rome') },
          ],
        },
        'tool_calls',
      ),
    ),
    meant: two,
  },
  {
    number: '#9',
    name: '[DONE] without a finish reason',
    repair: 'missing-finish-reason',
    bytes: stream(begin, hello, world),
    meant: greeting,
  },
  {
    number: '#9',
    name: '[DONE] without a finish reason, after a tool call',
    repair: 'missing-finish-reason',
    request: { tools },
    bytes: stream(
      begin,
      callPart({ index: 0, id: 'call_a', type: 'function', function: called('Paris') }),
    ),
    meant: one,
  },
];

interface DeviatingDocument extends Omit<Deviation, 'bytes'> {
  readonly body: object;
}

function document(message: object, finish: string | null, more: object = {}): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: frame.created,
    model: frame.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: null, ...message },
        finish_reason: finish,
      },
    ],
    usage,
    ...more,
  };
}

/** The same, where an answer comes whole. */
export const deviatingDocuments: readonly DeviatingDocument[] = [
  {
    number: '#27',
    name: 'the finish reason eos_token',
    repair: 'finish-reason',
    body: document({ content: 'Hello, wörld 👋' }, 'eos_token'),
    meant: greeting,
  },
  {
    number: '#29',
    name: 'a message without role',
    repair: 'role',
    body: {
      ...document({}, ''),
      choices: [{ index: 0, message: { content: 'Hello, wörld 👋' }, finish_reason: 'stop' }],
    },
    meant: greeting,
  },
  {
    number: '#36',
    name: 'arguments as an object',
    repair: 'tool-calls',
    request: { tools },
    body: document(
      { tool_calls: [{ id: 'call_a', type: 'function', function: weather('Paris') }] },
      'tool_calls',
    ),
    meant: one,
  },
  {
    number: '#37',
    name: 'tool calls that are no list',
    repair: 'tool-calls',
    request: { tools },
    body: document(
      { tool_calls: { id: 'call_a', type: 'function', function: called('Paris') } },
      'tool_calls',
    ),
    meant: one,
  },
  {
    number: '#38',
    name: 'the finish reason stop although a tool is called',
    repair: 'finish-reason',
    request: { tools },
    body: document(
      { tool_calls: [{ id: 'call_a', type: 'function', function: called('Paris') }] },
      'stop',
    ),
    meant: one,
  },
  {
    number: '#39',
    name: 'tool calls without id and type',
    repair: 'tool-calls',
    request: { tools },
    body: document(
      { tool_calls: [{ function: called('Paris') }, { function: called('Rome') }] },
      'tool_calls',
    ),
    meant: two,
  },
  {
    number: '#41',
    name: 'OpenAI’s older function_call',
    repair: 'tool-calls',
    request: { tools },
    body: document({ function_call: called('Paris') }, 'function_call'),
    meant: one,
  },
  {
    number: '#42',
    name: 'a document that is only choices',
    repair: 'envelope',
    body: {
      choices: [
        { message: { role: 'assistant', content: 'Hello, wörld 👋' }, finish_reason: 'stop' },
      ],
    },
    meant: greeting,
  },
  {
    number: '#9',
    name: 'a document without a finish reason',
    repair: 'missing-finish-reason',
    body: document({ content: 'Hello, wörld 👋' }, null),
    meant: greeting,
  },
];

/** An answer with odd bytes around what it says, or in them: it is read without a repair. */
export interface OddAnswer {
  readonly name: string;
  readonly request?: Partial<ChatCompletionRequest>;
  readonly bytes: string;
  readonly meant: Meant;
}

const blankLines = '\n'.repeat(100);
const helloBytes = stream(begin, hello, world, stop);
const helloDocument = JSON.stringify(document({ content: 'Hello, wörld 👋' }, 'stop'));
const leadIns = [
  // As DeepSeek keeps a connection alive: https://api-docs.deepseek.com/quick_start/rate_limit
  ['blank lines', blankLines],
  ['a byte order mark', '\uFEFF'],
  ['a byte order mark and blank lines', `\uFEFF${blankLines}`],
] as const;

/** The same, asked for as a stream. */
export const oddStreams: readonly OddAnswer[] = [
  ...leadIns.flatMap(([name, leadIn]): OddAnswer[] => [
    { name: `${name} before its events`, bytes: leadIn + helloBytes, meant: greeting },
    {
      name: `${name} before a document in place of events`,
      bytes: leadIn + helloDocument,
      meant: greeting,
    },
  ]),
  // wire-formats, row 4.
  ...[{ choices: null }, {}].map((choices): OddAnswer => ({
    name: `${'choices' in choices ? 'choices: null' : 'no choices'} in its usage’s chunk`,
    request: counted,
    bytes: stream(begin, hello, world, stop, { ...frame, ...choices, usage }),
    meant: { ...greeting, totalTokens: 13 },
  })),
];

/** And asked for whole. */
export const oddDocuments: readonly OddAnswer[] = leadIns.flatMap(([name, leadIn]) => [
  { name: `${name} before its document`, bytes: leadIn + helloDocument, meant: greeting },
  {
    name: `${name} before events in place of a document`,
    bytes: leadIn + helloBytes,
    meant: greeting,
  },
]);
