import { expect, test } from 'vitest';
import { startModelServer } from '../../test/start-model-server.ts';
import { demoModelId, demoReply } from './demo-reply.ts';

const start = (): ReturnType<typeof startModelServer> =>
  startModelServer(
    demoReply(async () => {}),
    { models: [demoModelId] },
  );

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
  await using server = await start();
  const messages = [{ role: 'user', content: 'Please call the tool.' }];
  const body = JSON.parse(await (await server.post({ messages, tools })).text());
  expect(body.choices[0].finish_reason).toBe('tool_calls');
  const [call] = body.choices[0].message.tool_calls;
  expect(call.function.name).toBe('look_up');
  expect(JSON.parse(call.function.arguments)).toEqual({ city: 'demo', days: 1, unit: 'c' });
});
