import OpenAI from 'openai';

const openai = new OpenAI({
  baseURL: process.env['JACKFIELD_URL'] ?? 'http://127.0.0.1:4100/v1',
  apiKey: process.env['JACKFIELD_KEY'] ?? '',
});
const stream = await openai.chat.completions.create({
  // The key decides the agent, and the agent's setting the model.
  model: 'default',
  messages: [{ role: 'user', content: 'Do you have a table for two tonight?' }],
  stream: true,
});
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '');
process.stdout.write('\n');
