import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { toCurl } from './to-curl.ts';

/** Everything that means something to a shell, and an empty line as between headers and body. */
const body = JSON.stringify({ content: `It's '"'$HOME'"'` }, null, 2).replace('{', '{\n\n');

const request = [
  'POST https://llm.example.com/v1/chat/completions?a=1&b=2',
  'content-type: application/json',
  'content-length: 31',
  'authorization: Bearer [secret]',
  '',
  body,
].join('\n');

/** What a shell makes of the command: its arguments. */
function asShellReads(command: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  const printed = execFileSync('sh', ['-c', script], { env: { API_KEY: 'sk-1', HOME: '/h' } });
  return printed.toString().split('\0').slice(0, -1);
}

it('sends exactly what was sent, with the credential from $API_KEY', () => {
  const command = toCurl(request) ?? '';
  expect(command).toContain('"$API_KEY"');
  expect(asShellReads(command)).toEqual([
    '-X',
    'POST',
    'https://llm.example.com/v1/chat/completions?a=1&b=2',
    '--no-buffer',
    '-H',
    'content-type: application/json',
    '-H',
    'authorization: Bearer sk-1',
    '--data-binary',
    body,
  ]);
});

it('takes a header that holds nothing but the credential', () => {
  const command = toCurl('POST https://h.example/\nx-api-key: [secret]\n\n') ?? '';
  expect(asShellReads(command).at(-1)).toBe('x-api-key: sk-1');
});

it('gives nothing where a part of the request is missing', () => {
  expect(toCurl(`${request}…`)).toBe(null);
  expect(toCurl('no request at all')).toBe(null);
});
