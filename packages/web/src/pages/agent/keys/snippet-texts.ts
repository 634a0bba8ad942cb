/** Programs that call one agent, ready to run but for what they say. */
export function snippets(
  origin: string,
  slug: string,
  key: string,
): { name: string; text: string }[] {
  return [
    {
      name: 'curl',
      text: `curl ${origin}/v1/chat/completions \\
  -H 'Authorization: Bearer ${key}' \\
  -H 'Content-Type: application/json' \\
  --no-buffer \\
  -d '{
    "model": "${slug}",
    "stream": true,
    "messages": [{"role": "user", "content": "Hello"}]
  }'`,
    },
    {
      name: 'TypeScript',
      text: `import OpenAI from 'openai';

const client = new OpenAI({
  baseURL: '${origin}/v1',
  apiKey: '${key}',
});

const stream = await client.chat.completions.create({
  model: '${slug}',
  stream: true,
  messages: [{ role: 'user', content: 'Hello' }],
});

for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta?.content ?? '');
}`,
    },
    {
      name: 'Python',
      text: `from openai import OpenAI

client = OpenAI(
    base_url="${origin}/v1",
    api_key="${key}",
)

stream = client.chat.completions.create(
    model="${slug}",
    stream=True,
    messages=[{"role": "user", "content": "Hello"}],
)

for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)`,
    },
  ];
}
