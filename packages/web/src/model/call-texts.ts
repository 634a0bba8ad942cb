/** What stands in a program's place for a key. */
export const keyPlaceholder = 'jf_agent_…';

/**
 * Programs that send this request to the gateway at `origin`, as it stands: no text in it can end a
 * quotation or be run.
 */
export function callTexts(
  origin: string,
  key: string,
  request: Readonly<Record<string, unknown>>,
): { name: 'curl' | 'TypeScript' | 'Python'; text: string }[] {
  return [
    { name: 'curl', text: curl(origin, key, request) },
    { name: 'TypeScript', text: typescript(origin, key, request) },
    { name: 'Python', text: python(origin, key, request) },
  ];
}

function curl(origin: string, key: string, request: object): string {
  return `curl ${origin}/v1/chat/completions \\
  -H 'Authorization: Bearer ${key}' \\
  -H 'Content-Type: application/json' \\
  --no-buffer \\
  -d '${literal(request, json, 2, true).replaceAll("'", String.raw`'\''`)}'`;
}

function typescript(origin: string, key: string, request: object): string {
  return `import OpenAI from 'openai';

const client = new OpenAI({
  baseURL: '${origin}/v1',
  apiKey: '${key}',
});

const stream = await client.chat.completions.create(${literal(request, javascript, 0, true)});

for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta?.content ?? '');
}`;
}

function python(origin: string, key: string, request: object): string {
  const fields = Object.entries(request)
    .map(([name, value]) => `    ${name}=${literal(value, pythonic, 4)},\n`)
    .join('');
  return `from openai import OpenAI

client = OpenAI(
    base_url="${origin}/v1",
    api_key="${key}",
)

stream = client.chat.completions.create(
${fields})

for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)`;
}

interface Language {
  readonly indent: number;
  readonly name: (name: string) => string;
  readonly word: (value: boolean | null) => string;
}

const json: Language = { indent: 2, name: JSON.stringify, word: String };
const javascript: Language = {
  ...json,
  name: (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)),
};
const pythonic: Language = {
  indent: 4,
  name: JSON.stringify,
  word: (value) => (value === null ? 'None' : value ? 'True' : 'False'),
};

/** Short things on a line of their own, like a person would write them. */
const lineMax = 72;

/** Texts are quoted as in JSON, which both languages read alike. */
function literal(value: unknown, language: Language, at: number, unfolded = false): string {
  if (typeof value === 'boolean' || value === null) return language.word(value);
  if (typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const inner = at + language.indent;
  const parts = (deep: number): string[] =>
    Array.isArray(value)
      ? value.map((each) => literal(each, language, deep))
      : Object.entries(value)
          .filter(([, each]) => each !== undefined)
          .map(([name, each]) => `${language.name(name)}: ${literal(each, language, deep)}`);
  const line = parts(0).join(', ');
  if (!unfolded && line.length <= lineMax && !line.includes('\n')) return `${open}${line}${close}`;
  const space = ' '.repeat(inner);
  const lines = parts(inner).map((part) => `${space}${part}`);
  const last = language === json ? '' : ',';
  return `${open}\n${lines.join(',\n')}${last}\n${' '.repeat(at)}${close}`;
}
