import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { streamText } from 'ai';

const jackfield = createOpenAICompatible({
  name: 'jackfield',
  baseURL: process.env['JACKFIELD_URL'] ?? 'http://127.0.0.1:4100/v1',
  apiKey: process.env['JACKFIELD_KEY'] ?? '',
});
const { textStream } = streamText({
  // The key decides the agent, and the agent's setting the model.
  model: jackfield('default'),
  prompt: 'Do you have a table for two tonight?',
});
for await (const text of textStream) process.stdout.write(text);
process.stdout.write('\n');
