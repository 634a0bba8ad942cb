import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

function start(...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  }
  const exited = once(child, 'close').then(([code]: unknown[]) => code);
  return { child, output, exited };
}

describe('the command', () => {
  it('prints the environment that reaches it, and ends on SIGTERM', async () => {
    const { child, output, exited } = start('--port', '0');
    const variables = new Map<string, string>();
    while (!variables.has('ANTHROPIC_API_KEY')) {
      await once(child.stdout, 'data');
      for (const [, name = '', value = ''] of output.stdout.matchAll(/^export (\w+)=(.*)$/gm)) {
        variables.set(name, value);
      }
    }
    const response = await fetch(`${variables.get('OPENAI_BASE_URL')}/models`, {
      headers: { authorization: `Bearer ${variables.get('OPENAI_API_KEY')}` },
    });
    expect(response.status).toBe(200);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  it('says what is wrong with its options, and exits with 2', async () => {
    const { output, exited } = start('--port', 'many');
    expect(await exited).toBe(2);
    expect(output.stderr).toContain('--port must be a whole number');
  });

  it('says that its port is taken, and exits with 1', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    // Holds: the server listens on TCP.
    const { port } = holder.address() as AddressInfo;
    const { output, exited } = start('--port', `${port}`);
    expect(await exited).toBe(1);
    expect(output.stderr).toContain(`can't listen on 127.0.0.1:${port}`);
    holder.close();
  });
});
