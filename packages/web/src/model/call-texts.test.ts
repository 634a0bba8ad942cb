import { execFileSync } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { callTexts, keyPlaceholder } from './call-texts.ts';

const request = {
  model: 'front-desk',
  stream: true,
  messages: [
    { role: 'system', content: 'You are the front desk of a hotel by the sea, and patient.' },
    { role: 'user', content: `It's "eight" o'clock; $(reboot) \`id\` \${x} \\ \n — ok? </script>` },
  ],
  tools: [{ type: 'function', function: { name: 'book', strict: null, parameters: {} } }],
};

function textOf(name: string): string {
  const texts = callTexts('https://jackfield.example', keyPlaceholder, request);
  return texts.find((text) => text.name === name)?.text ?? '';
}

it('gives curl, through a shell, the very request', () => {
  const script = `curl() { for last in "$@"; do :; done; printf '%s' "$last"; }\n${textOf('curl')}`;
  expect(JSON.parse(execFileSync('sh', ['-c', script], { encoding: 'utf8' }))).toEqual(request);
});

it('gives the SDK for TypeScript the very request', () => {
  const literal = /create\(([^]+)\);\n\nfor await/.exec(textOf('TypeScript'))?.[1] ?? '';
  expect(JSON.parse(JSON.stringify(runInNewContext(`(${literal})`)))).toEqual(request);
});

it('gives the SDK for Python its words for true and null', () => {
  const text = textOf('Python');
  expect(text).toContain('    stream=True,\n');
  expect(text).toContain('"strict": None');
  expect(text).not.toMatch(/\b(?:true|null)\b/);
});

it('writes what is short on one line', () => {
  const texts = callTexts('https://jackfield.example', 'jf_agent_1', {
    model: 'front-desk',
    messages: [{ role: 'user', content: 'Hello' }],
  });
  expect(texts[0]?.text).toContain('"messages": [{"role": "user", "content": "Hello"}]');
  expect(texts[1]?.text).toContain('messages: [{role: "user", content: "Hello"}],');
});
