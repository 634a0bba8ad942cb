import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { expect, it } from 'vitest';
import { startControlPlane } from '../../../test/start-control-plane.ts';

async function listen(listener: RequestListener) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: address.port, asked, [Symbol.asyncDispose]: stop };
}

it('answers 200 with the servers that list models, asked for nothing else', async () => {
  await using models = await listen((_request, response) =>
    response.end('{"object":"list","data":[{"id":"llama","x":1},{"id":"qwen"}]}'),
  );
  await using other = await listen((_request, response) => response.end('<html>'));
  await using shape = await listen((_request, response) => response.end('{"data":"x"}'));
  await using gone = await listen((_request, response) => {
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  await using silent = await listen(() => {});
  await using flood = await listen((_request, response) => {
    response.end(`{"data":[{"id":"${'x'.repeat(1_100_000)}"}]}`);
  });
  const servers = [models, other, shape, gone, silent, flood];
  await using plane = await startControlPlane({
    localModelServers: servers.map(({ port }, index) => ({ software: `Software ${index}`, port })),
  });
  const answer = await plane.call('GET /discovered-endpoints');
  expect(answer.status).toBe(200);
  expect(answer.body.items).toEqual([
    {
      software: 'Software 0',
      url: `http://127.0.0.1:${models.port}/v1`,
      endpoint: `127.0.0.1:${models.port}`,
      models: ['llama', 'qwen'],
      connected: false,
    },
  ]);
  for (const { asked } of servers) expect(asked).toEqual(['GET /v1/models']);
});

it('says which are connected already, and never asks Jackfield itself', async () => {
  await using models = await listen((_request, response) => response.end('{"data":[{"id":"m"}]}'));
  await using own = await listen((_request, response) => response.end('{"data":[{"id":"m"}]}'));
  await using plane = await startControlPlane({
    allowEndpoints: [`localhost:${models.port}`],
    ownPorts: new Set([own.port]),
    localModelServers: [
      { software: 'Ollama', port: models.port },
      { software: 'vLLM', port: own.port },
    ],
  });
  await plane.call('POST /connections', {
    body: {
      name: 'Local',
      url: `http://localhost:${models.port}/v1`,
      modelId: 'm',
      auth: { method: 'none' },
    },
  });
  const { body } = await plane.call('GET /discovered-endpoints');
  expect(body.items).toMatchObject([{ software: 'Ollama', connected: true }]);
  expect(own.asked).toEqual([]);
});
