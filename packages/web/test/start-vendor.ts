import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

export interface Vendor {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** `host:port` */
  readonly endpoint: string;
  stop(): void;
}

/** The fake upstream in its own process, speaking Mistral's wire format. */
export async function startVendor(): Promise<Vendor> {
  const port = await freePort();
  const main = fileURLToPath(new URL('../../fake-upstream/src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = await once(child.stdout, 'data');
  const exported = (name: string): string =>
    new RegExp(`^export ${name}=(.+)$`, 'm').exec(String(printed))?.[1] ?? '';
  return {
    baseUrl: exported('MISTRAL_BASE_URL'),
    apiKey: exported('MISTRAL_API_KEY'),
    endpoint: `127.0.0.1:${port}`,
    stop: () => void child.kill(),
  };
}
