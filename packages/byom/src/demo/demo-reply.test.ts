import { expect, test } from 'vitest';
import { startModelServer } from '../../test/start-model-server.ts';
import { demoModelId, demoReply } from './demo-reply.ts';

const start = (): ReturnType<typeof startModelServer> =>
  startModelServer(
    demoReply(async () => {}),
    { models: [demoModelId], structuredOutput: true },
  );

const call = { role: 'assistant', content: null, tool_calls: [] };
const heard = (content: unknown): object[] => [{ role: 'user', content }];

async function choiceOf(fields: object): Promise<{ message: Message; finish_reason: string }> {
  await using server = await start();
  const response = await server.post(fields);
  // Holds: the demo's answers have one choice, and what is wrong in it the test will say.
  const body = (await response.json()) as {
    choices: { message: Message; finish_reason: string }[];
  };
  const [choice] = body.choices;
  if (choice === undefined) throw new Error('no choice');
  return choice;
}

interface Message {
  content: string | null;
  tool_calls?: { function: { name: string; arguments: string } }[];
}

const tools = [
  {
    type: 'function',
    function: {
      name: 'look_up',
      parameters: {
        type: 'object',
        properties: {
          city: { type: 'string' },
          days: { type: 'integer' },
          unit: { enum: ['c', 'f'] },
        },
      },
    },
  },
];

test.each([
  [[{ role: 'user', content: 'Good morning' }], 'You said: Good morning'],
  [
    [{ role: 'user', content: [{ type: 'text', text: 'Look' }, { type: 'image_url' }] }],
    'You said: Look [image_url]',
  ],
  [
    [
      { role: 'user', content: 'Call the tool' },
      { role: 'assistant', content: null },
      { role: 'tool', tool_call_id: 'call_1', content: 'sunny' },
    ],
    'The tool answered: sunny',
  ],
])('says back what was said: %j', async (messages, answer) => {
  await using server = await start();
  expect(await (await server.post({ messages })).json()).toMatchObject({
    choices: [{ message: { content: answer } }],
  });
});

test('says what it is when nothing was said', async () => {
  await using server = await start();
  const response = await server.post({ messages: [{ role: 'user', content: ' ' }] });
  expect(await response.text()).toContain('I am the demo endpoint');
});

test('streams word by word, and the words make up the answer', async () => {
  await using server = await start();
  const messages = [{ role: 'user', content: 'one two  three' }];
  const text = await (await server.post({ messages, stream: true })).text();
  const pieces = [...text.matchAll(/"delta":\{"content":"([^"]*)"\}/g)].map(([, piece]) => piece);
  expect(pieces).toEqual(['You ', 'said: ', 'one ', 'two  ', 'three']);
});

test('calls the tool it is asked to call, with arguments of the right kinds', async () => {
  const choice = await choiceOf({ messages: heard('Please call the tool.'), tools });
  expect(choice.finish_reason).toBe('tool_calls');
  expect(choice.message.content).toBeNull();
  const [called] = choice.message.tool_calls ?? [];
  expect(called?.function.name).toBe('look_up');
  expect(JSON.parse(called?.function.arguments ?? '')).toEqual({
    city: 'demo',
    days: 1,
    unit: 'c',
  });
});

const two = [...tools, { type: 'function', function: { name: 'book' } }];
const named = (name: string): object => ({ type: 'function', function: { name } });
const allowed = (mode: string): object => ({
  type: 'allowed_tools',
  allowed_tools: { mode, tools: [named('book')] },
});

test.each([
  ['Call both tools.', {}, ['look_up', 'book']],
  ['Call all of your tools.', { tool_choice: 'auto' }, ['look_up', 'book']],
  ['Call both tools.', { parallel_tool_calls: false }, ['look_up']],
  ['Call the tool.', {}, ['look_up']],
  ['Call the tool.', { tool_choice: 'none' }, []],
  ['Good morning', {}, []],
  ['Good morning', { tool_choice: 'required' }, ['look_up']],
  ['Call both tools.', { tool_choice: 'required' }, ['look_up', 'book']],
  ['Good morning', { tool_choice: named('book') }, ['book']],
  ['Good morning', { tool_choice: allowed('auto') }, []],
  ['Good morning', { tool_choice: allowed('required') }, ['book']],
])('"%s" with %j calls %j', async (said, fields, names) => {
  const { message } = await choiceOf({ messages: heard(said), tools: two, ...fields });
  expect((message.tool_calls ?? []).map((called) => called.function.name)).toEqual(names);
});

test.each(['required', named('other')])(
  'a tool_choice of %j without its tool is refused',
  async (choice) => {
    await using server = await start();
    const response = await server.post({ messages: heard('Hi'), tool_choice: choice });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param: 'tool_choice' } });
  },
);

test('says what every tool answered', async () => {
  const results = [
    { role: 'tool', tool_call_id: 'call_1', content: 'sunny' },
    { role: 'tool', tool_call_id: 'call_2', content: 'booked' },
  ];
  const messages = [...heard('Call both tools.'), call, ...results];
  const { message } = await choiceOf({ messages, tools: two });
  expect(message.content).toBe('The tool answered: sunny; booked');
});

test('answers in the format that was asked for', async () => {
  const schema = {
    type: 'object',
    properties: { city: { type: 'string' }, seats: { type: 'integer' } },
    required: ['city', 'seats'],
  };
  const format = { type: 'json_schema', json_schema: { name: 'booking', schema } };
  const { message } = await choiceOf({ messages: heard('Oslo'), response_format: format });
  expect(JSON.parse(message.content ?? '')).toEqual({ city: 'You said: Oslo', seats: 1 });
  const free = await choiceOf({
    messages: heard('Oslo'),
    response_format: { type: 'json_object' },
  });
  expect(JSON.parse(free.message.content ?? '')).toEqual({ answer: 'You said: Oslo' });
});

test('keeps to the limit, at a word for a token', async () => {
  const choice = await choiceOf({ messages: heard('one two three'), max_tokens: 3 });
  expect(choice).toMatchObject({ message: { content: 'You said: one ' }, finish_reason: 'length' });
});

test('counts an answer that a stop text cuts', async () => {
  await using server = await start();
  const response = await server.post({ messages: heard('one two three four'), stop: ['three'] });
  expect(await response.json()).toMatchObject({
    choices: [{ message: { content: 'You said: one two ' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 4, completion_tokens: 5, total_tokens: 9 },
  });
});

test('takes 100 kB, and cuts what it says back at a whole character', async () => {
  const { message } = await choiceOf({ messages: heard('👋'.repeat(25_600)) });
  expect(message.content).toBe(`You said: ${'👋'.repeat(2_000)}…`);
});
