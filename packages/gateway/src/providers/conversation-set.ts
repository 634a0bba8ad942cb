import type { ChatMessage, ToolCall } from '@jackfield/chat-completions';
import { pixelPng } from './provider-contract-requests.ts';

/**
 * Conversations as they are when a model is changed in the middle of one: what agents, voice stacks
 * and other vendors' models leave behind. Every provider must put each into a request that its vendor
 * takes: see `conversations.test.ts`.
 */
export const conversationSet: Record<string, ChatMessage[]> = {
  'a greeting first': [
    { role: 'system', content: 'You answer the phone of a hotel.' },
    { role: 'assistant', content: 'Hotel Aurora, good morning!' },
    { role: 'user', content: 'Do you have a room?' },
  ],
  'a greeting that nobody answered': [
    { role: 'system', content: 'You answer the phone of a hotel.' },
    { role: 'assistant', content: 'Hotel Aurora, good morning!' },
  ],
  'an interrupted agent': [
    { role: 'user', content: 'Book me a table.' },
    { role: 'assistant', content: 'Of course. For how many pe' },
    { role: 'user', content: 'Wait, tell me the weather first.' },
    { role: 'assistant', content: 'Let me look.', tool_calls: [call('call_1', 'Paris')] },
    { role: 'user', content: 'Never mind. Four people.' },
  ],
  'empty texts': [
    { role: 'system', content: '' },
    { role: 'user', content: '' },
    { role: 'assistant', content: '' },
    { role: 'user', content: [{ type: 'text', text: ' ' }] },
    { role: 'assistant', content: null, tool_calls: [] },
    { role: 'user', content: 'Hello?' },
    { role: 'assistant', content: ' ' },
    { role: 'user', content: [] },
  ],
  'one speaker several times': [
    { role: 'user', content: 'Hello.' },
    { role: 'user', content: [{ type: 'text', text: 'Is anybody there?' }] },
    { role: 'assistant', content: 'Yes.' },
    { role: 'assistant', content: 'How can I help?' },
    { role: 'system', content: 'The caller is in a hurry.' },
    { role: 'user', content: 'A room, please.' },
    { role: 'user', content: 'For two.' },
    { role: 'developer', content: 'Ask for the date.' },
  ],
  'tool calls of every vendor': [
    { role: 'user', content: 'The weather everywhere?' },
    ...answered('call_Zq3vXk1mT9bRaLp8sWe5nY2c', 'Paris', 'OpenAI'),
    ...answered('toolu_01A09q90qw90lq917835lq9', 'Rome', 'Anthropic'),
    ...answered('tooluse_kZJMlvQmRJ6eAyJE5GIl7Q', 'Oslo', 'Bedrock'),
    ...answered('gSIMJiOkT', 'Lyon', 'Mistral'),
    ...answered('functions.get_weather:0', 'Delhi', 'Kimi'),
    ...answered(`call_${'x'.repeat(60)}|fc_${'y'.repeat(60)}`, 'Lima', 'a client of its own'),
    { role: 'user', content: 'Thanks.' },
  ],
  'thoughts and signatures of another vendor': [
    { role: 'user', content: 'The weather in Paris?' },
    {
      role: 'assistant',
      content: null,
      reasoning_content: 'They want the weather.',
      thinking_blocks: [{ type: 'thinking', thinking: 'Hm.', signature: 'c2ln' }],
      tool_calls: [
        {
          ...call('call_1', 'Paris'),
          extra_content: { google: { thought_signature: 'EqsFCqgFAb4' } },
        },
      ],
    },
    { role: 'tool', tool_call_id: 'call_1', name: 'get_weather', content: '18 degrees' },
    { role: 'assistant', content: '18 degrees.', reasoning: 'Easy.', annotations: [] },
    { role: 'user', content: 'And tomorrow?' },
  ],
  'results in disorder': [
    { role: 'tool', tool_call_id: 'call_0', content: 'A result of an earlier conversation' },
    { role: 'user', content: 'Paris and Rome?' },
    {
      role: 'assistant',
      content: '',
      tool_calls: [call('call_1', 'Paris'), call('call_2', 'Rome'), call('call_3', 'Oslo')],
    },
    { role: 'tool', tool_call_id: 'call_2', content: '24 degrees' },
    { role: 'user', content: 'Are you still there?' },
    { role: 'tool', tool_call_id: 'call_1', content: '18 degrees' },
    { role: 'tool', tool_call_id: 'call_1', content: '(and rain)' },
    { role: 'tool', tool_call_id: 'call_9', content: 'nobody asked for this' },
    { role: 'user', content: 'Well?' },
  ],
  'ids used twice': [
    { role: 'user', content: 'Paris and Rome?' },
    { role: 'assistant', tool_calls: [call('call_0', 'Paris'), call('call_0', 'Rome')] },
    { role: 'tool', tool_call_id: 'call_0', content: '18 degrees' },
    { role: 'tool', tool_call_id: 'call_0', content: '24 degrees' },
    { role: 'assistant', tool_calls: [call('call_0', 'Oslo')] },
    { role: 'tool', tool_call_id: 'call_0', content: '3 degrees' },
  ],
  'no ids, broken arguments and an empty result': [
    { role: 'user', content: 'Paris?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: '', type: 'function', function: { name: 'get_weather', arguments: '{"city": "Par' } },
      ],
    },
    { role: 'tool', tool_call_id: '', content: '' },
    { role: 'assistant', content: null, tool_calls: [{ ...call('call_2', ''), type: '' }] },
    { role: 'tool', tool_call_id: 'call_2', content: [{ type: 'text', text: '18 degrees' }] },
  ],
  'the older form of calls': [
    { role: 'user', content: 'Paris?' },
    {
      role: 'assistant',
      content: null,
      function_call: { name: 'get_weather', arguments: '{"city":"Paris"}' },
    },
    { role: 'function', name: 'get_weather', content: '18 degrees' },
    { role: 'user', content: 'Thanks.' },
  ],
  'a call that waits for its result': [
    { role: 'user', content: 'Paris?' },
    { role: 'assistant', content: null, tool_calls: [call('call_1', 'Paris')] },
  ],
  refusals: [
    { role: 'user', content: 'Say something rude.' },
    { role: 'assistant', content: null, refusal: 'I would rather not.' },
    { role: 'user', content: 'Please.' },
    { role: 'assistant', content: [{ type: 'refusal', refusal: 'Still no.' }] },
    { role: 'user', content: 'Fine.' },
  ],
  images: [
    { role: 'user', name: 'Ann', content: [image(), { type: 'text', text: 'What is this?' }] },
    { role: 'assistant', content: [{ type: 'text', text: 'A white pixel.' }] },
    { role: 'user', content: [image()] },
    { role: 'user', content: 'And this?' },
  ],
  'nothing but instructions': [{ role: 'system', content: 'Greet the caller.' }],
};

/** What must still be heard in each, whoever carries it. */
export const stillSaid: Record<string, string[]> = {
  'a greeting first': ['hotel', 'good morning', 'Do you have a room?'],
  'an interrupted agent': ['For how many pe', 'Wait', 'Let me look.', 'Paris', 'Four people'],
  'empty texts': ['Hello?'],
  'one speaker several times': ['Hello.', 'anybody', 'Yes.', 'help?', 'hurry', 'For two', 'date'],
  'tool calls of every vendor': ['OpenAI', 'Anthropic', 'Bedrock', 'Mistral', 'Kimi', 'Lima'],
  'thoughts and signatures of another vendor': ['18 degrees', 'And tomorrow?'],
  'results in disorder': [
    'earlier conversation',
    '24 degrees',
    '18 degrees',
    'rain',
    'nobody asked',
  ],
  'ids used twice': ['18 degrees', '24 degrees', '3 degrees', 'Paris', 'Rome', 'Oslo'],
  'the older form of calls': ['get_weather', 'Paris', '18 degrees', 'Thanks.'],
  refusals: ['rude', 'rather not', 'Still no', 'Fine'],
  images: [pixelPng, 'What is this?', 'A white pixel.', 'And this?'],
  'nothing but instructions': ['Greet the caller.'],
};

function call(id: string, city: string): ToolCall {
  const given = city === '' ? '' : JSON.stringify({ city });
  return { id, type: 'function', function: { name: 'get_weather', arguments: given } };
}

function answered(id: string, city: string, result: string): ChatMessage[] {
  return [
    { role: 'assistant', content: null, tool_calls: [call(id, city)] },
    { role: 'tool', tool_call_id: id, content: result },
  ];
}

function image() {
  return {
    type: 'image_url',
    image_url: { url: `data:image/png;base64,${pixelPng}`, detail: 'original' },
  };
}
