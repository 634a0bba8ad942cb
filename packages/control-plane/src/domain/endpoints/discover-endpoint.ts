import { get } from 'node:http';
import { z } from 'zod';

const timeoutMs = 500;
const answerBytesMax = 1024 * 1024;

const modelListSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/**
 * The ids of the models that a server on this machine offers; `null` when nothing there answers
 * `GET /v1/models` with a list of models in time. Asks for nothing else and follows no redirect.
 */
export function discoverEndpoint(port: number): Promise<string[] | null> {
  return new Promise((resolve) => {
    const none = (): void => resolve(null);
    const request = get(
      {
        host: '127.0.0.1',
        port,
        path: '/v1/models',
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
        headers: { accept: 'application/json' },
      },
      (response) => {
        if (response.statusCode !== 200) {
          response.destroy();
          none();
          return;
        }
        const parts: Buffer[] = [];
        let bytes = 0;
        response.on('data', (part: Buffer) => {
          bytes += part.length;
          parts.push(part);
          if (bytes > answerBytesMax) response.destroy(new Error('The answer is too long.'));
        });
        response.on('error', none);
        response.on('end', () => resolve(modelIds(Buffer.concat(parts).toString())));
      },
    );
    request.on('error', none);
  });
}

function modelIds(body: string): string[] | null {
  try {
    const list = modelListSchema.safeParse(JSON.parse(body));
    return list.success ? list.data.data.map(({ id }) => id) : null;
  } catch {
    return null;
  }
}
